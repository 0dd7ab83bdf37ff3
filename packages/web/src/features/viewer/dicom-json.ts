// Reads values out of the DICOM JSON model (PS3.18 F.2), by tag. It knows nothing of what the attributes mean.

/** One attribute of the model. */
interface JsonAttribute {
  readonly vr?: string;
  readonly Value?: readonly unknown[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}
/** A data set in the model: attributes by their eight digits. */
export type JsonDataSet = Readonly<Record<string, JsonAttribute | undefined>>;

/** The numbers of an attribute; an attribute with a value that is none counts as absent. */
export function numbersOf(dataSet: JsonDataSet | undefined, tag: string): number[] {
  const values = (dataSet?.[tag]?.Value ?? []).map((value) =>
    value === null || value === '' ? Number.NaN : Number(value),
  );
  return values.every(Number.isFinite) ? values : [];
}

/** The first number. */
export function numberOf(dataSet: JsonDataSet | undefined, tag: string): number | undefined {
  return numbersOf(dataSet, tag)[0];
}

/** The texts of an attribute; of a person name its alphabetic form. */
export function textsOf(dataSet: JsonDataSet | undefined, tag: string): string[] {
  return (dataSet?.[tag]?.Value ?? []).map((value) => {
    if (typeof value === 'object' && value !== null) return nameOf(value);
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  });
}

function nameOf(value: object): string {
  const { Alphabetic = '' } = value as { Alphabetic?: string };
  return Alphabetic.replaceAll('^', ' ').replace(/\s+/g, ' ').trim();
}

/** The first text; undefined when it is empty too. */
export function textOf(dataSet: JsonDataSet | undefined, tag: string): string | undefined {
  return textsOf(dataSet, tag)[0] || undefined;
}

/** The items of a sequence. */
export function itemsOf(dataSet: JsonDataSet | undefined, tag: string): JsonDataSet[] {
  return (dataSet?.[tag]?.Value ?? []).filter(
    (item): item is JsonDataSet => typeof item === 'object' && item !== null,
  );
}

/** The first item of a sequence. */
export function itemOf(dataSet: JsonDataSet | undefined, tag: string): JsonDataSet | undefined {
  return itemsOf(dataSet, tag)[0];
}
