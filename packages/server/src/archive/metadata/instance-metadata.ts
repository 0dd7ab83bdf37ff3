// The metadata of one instance as DICOM JSON (PS3.18 Annex F), made of its header. Values that are large stand in it as
// addresses of bulk data (PS3.18 10.4.1.1.5). Never reads pixels.
import {
  type DicomJson,
  formatTag,
  type HeaderResult,
  stringifyDicomJson,
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
    bulkDataUri: (tagPath, { vr, length }) =>
      bulkVrs.has(vr) && length > inlineBytesMax ? bulk + tagPath : undefined,
  });
  const { pixels } = parseLayout(instance.layout);
  if (pixels !== undefined) {
    const tag = formatTag(pixels.tag);
    json[tag] = { vr: pixels.vr as 'OW', BulkDataURI: bulk + tag };
  }
  return json;
}

/** The same as text. */
export function instanceMetadataText(...parameters: Parameters<typeof instanceMetadata>): string {
  return stringifyDicomJson(instanceMetadata(...parameters));
}

function instancePath(instance: DescribedInstance): string {
  const { study_instance_uid, series_instance_uid, sop_instance_uid } = instance;
  return `/studies/${study_instance_uid}/series/${series_instance_uid}/instances/${sop_instance_uid}`;
}
