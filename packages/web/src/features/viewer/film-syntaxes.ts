// Which instances of a series are films. Only their transfer syntax says so, and that stands in no metadata: it is asked for where it matters.
import { ApiError } from '@lumenbox/contract';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import { type JsonDataSet, numberOf, textOf } from './dicom-json.ts';

/** Available Transfer Syntax UID: an attribute of answers to searches (PS3.18 10.6.3). */
const availableSyntax = '00083002';

/** Video endoscopic, microscopic and photographic images (PS3.4 B.5). */
const filmClass = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.77\.1\.[124]\.1$/;

/**
 * Whether an instance can be a film, as far as its metadata go: colour films are made of, and more than one picture (PS3.5 8.2.5
 * to 8.2.8). So can pictures that a scanner of ultrasound puts into a row, and nothing of a CT or an MR.
 */
export function mayBeFilm(dataSet: JsonDataSet): boolean {
  if (filmClass.test(textOf(dataSet, '00080016') ?? '')) return true;
  if (numberOf(dataSet, '00280002') !== 3 || numberOf(dataSet, '00280100') !== 8) return false;
  return textOf(dataSet, '00280004') === 'YBR_PARTIAL_420' || (numberOf(dataSet, '00280008') ?? 1) > 1;
}

/** A server gives no more at once; a series of more films is not known of. */
const answersMax = 5000;

/** The metadata of a series, with the transfer syntax of its instances where one may be a film. Throws `ApiError`. */
export async function withFilmSyntaxes(
  dataSets: readonly JsonDataSet[],
  seriesAddress: string,
  signal: AbortSignal,
): Promise<readonly JsonDataSet[]> {
  if (!dataSets.some(mayBeFilm)) return dataSets;
  const response = await guardedFetch(`${seriesAddress}/instances?limit=${answersMax}`, {
    headers: { Accept: 'application/dicom+json' },
    signal,
  });
  if (response.status === 204) return dataSets;
  if (!response.ok) throw new ApiError(response.status, '', {});
  const answers = (await response.json()) as JsonDataSet[];
  const syntaxes = new Map(answers.map((one) => [textOf(one, '00080018'), one[availableSyntax]]));
  return dataSets.map((dataSet) => {
    const syntax = syntaxes.get(textOf(dataSet, '00080018'));
    return syntax === undefined ? dataSet : { ...dataSet, [availableSyntax]: syntax };
  });
}
