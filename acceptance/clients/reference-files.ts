// The reference files that other readers than ours can read, as their list describes them. They are read where they lie.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where they lie. */
export const referenceFolder = fileURLToPath(new URL('../../../shared/data/dicom', import.meta.url));

/** True when the files are not at hand; in CI they must be. */
export function mustSkipReferenceFiles(): boolean {
  if (existsSync(referenceFolder)) return false;
  if (process.env.CI === 'true') throw new Error('The reference files are not there.');
  process.stderr.write('SKIPPED: the reference files are not there.\n');
  return true;
}

/** A file and what others found in it. */
export interface ReferenceFile {
  readonly path: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
}

interface Listed {
  readonly file: string;
  readonly dcmdumpReads: boolean;
  readonly expected?: Readonly<Partial<Record<(typeof namesOfUids)[number], string>>>;
}

const namesOfUids = [
  'SOPInstanceUID',
  'SOPClassUID',
  'TransferSyntaxUID',
  'StudyInstanceUID',
  'SeriesInstanceUID',
] as const;

/** The files that DCMTK reads and that say what they are and where they belong; of several with one SOP Instance UID the first. */
export function readableReferenceFiles(): ReferenceFile[] {
  const list = JSON.parse(readFileSync(join(referenceFolder, 'manifest.json'), 'utf8')) as {
    files: Listed[];
  };
  const byUid = new Map<string, ReferenceFile>();
  for (const { file, dcmdumpReads, expected } of list.files) {
    const uids = namesOfUids.map((name) => expected?.[name] ?? '');
    if (!dcmdumpReads || uids.includes('')) continue;
    const [sopInstanceUid = '', sopClassUid = '', transferSyntaxUid = ''] = uids;
    if (!byUid.has(sopInstanceUid))
      byUid.set(sopInstanceUid, { path: join(referenceFolder, file), sopClassUid, transferSyntaxUid });
  }
  return [...byUid.values()];
}
