// The metadata of one instance as DICOM JSON (PS3.18 Annex F), made of its header. Values that are large stand in it as
// addresses of bulk data (PS3.18 10.4.1.1.5). Never reads pixels.
import {
  type DataElement,
  type DataSet,
  type DicomJson,
  formatTag,
  type HeaderResult,
  stringifyDicomJson,
  tags,
  toDicomJson,
} from '@lumenbox/dicom';
import { parseLayout } from '../instance-layout.ts';
import type { StoredInstance } from '../stored-instances.store.ts';

/** Longer values of bytes and words are bulk data; fetching a shorter one would cost more than carrying it. */
const inlineBytesMax = 4096;
/** Texts and numbers stand in the metadata however long they are: as bulk data they would keep the file's character set. */
const bulkVrs: ReadonlySet<string> = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN']);

/** What of an instance's row its metadata takes. */
export type DescribedInstance = Pick<
  StoredInstance,
  'study_instance_uid' | 'series_instance_uid' | 'sop_instance_uid' | 'layout'
>;

/** An instance's metadata; `baseUrl` is the address of the DICOMweb service. */
export function instanceMetadata(
  header: HeaderResult,
  instance: DescribedInstance,
  { baseUrl }: { baseUrl: string },
): DicomJson {
  const bulk = `${baseUrl}${instancePath(instance)}/bulkdata/`;
  const json = toDicomJson(header.dataSet, {
    bulkDataUri: (tagPath, element) => (isBulkData(element) ? bulk + tagPath : undefined),
  });
  const { pixels } = parseLayout(instance.layout);
  if (pixels !== undefined) {
    const tag = formatTag(pixels.tag);
    json[tag] = { vr: pixels.vr as 'OW', BulkDataURI: bulk + tag };
    // Of compressed pixels it says nothing (PS3.5 8.2), and decoded their samples lie pixel by pixel.
    const planar = formatTag(tags.PlanarConfiguration);
    if (pixels.length === null && json[planar] !== undefined) json[planar] = { vr: 'US', Value: [0] };
  }
  return json;
}

/** The same as text. */
export function instanceMetadataText(...parameters: Parameters<typeof instanceMetadata>): string {
  return stringifyDicomJson(instanceMetadata(...parameters));
}

function isBulkData({ vr, length }: DataElement): boolean {
  return bulkVrs.has(vr) && length > inlineBytesMax;
}

/** An element that stands in metadata as an address. */
export interface BulkElement {
  /** Its tag, behind tag and item number of each sequence around it, as its address ends: `00400260/1/00091020`. */
  readonly tagPath: string;
  readonly dataSet: DataSet;
  readonly element: DataElement;
}

/** What of a data set stands in its metadata as addresses, but for the pixels, in its order. */
export function* bulkElements(dataSet: DataSet, path = ''): Generator<BulkElement, void, undefined> {
  for (const element of [...dataSet.elements.values()].sort((a, b) => a.tag - b.tag)) {
    const tagPath = path + formatTag(element.tag);
    for (const [index, item] of (element.items ?? []).entries())
      yield* bulkElements(item, `${tagPath}/${index}/`);
    if (element.items === undefined && isBulkData(element)) yield { tagPath, dataSet, element };
  }
}

function instancePath(instance: DescribedInstance): string {
  const { study_instance_uid, series_instance_uid, sop_instance_uid } = instance;
  return `/studies/${study_instance_uid}/series/${series_instance_uid}/instances/${sop_instance_uid}`;
}
