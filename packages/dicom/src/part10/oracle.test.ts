// Our reader beside dicom-parser, over every file of ../shared/data/dicom that both read: the same elements at the same
// offsets with the same lengths, down through all items.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dicomParser, { type DataSet as OtherDataSet } from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { formatTag, isPrivateTag, transferSyntaxUids } from '../dictionary/index.ts';
import { DicomError } from './errors.ts';
import type { HeaderResult } from './header-result.ts';
import { readFile } from './read-header.ts';

const folder = join(import.meta.dirname, '../../../../../shared/data/dicom');
const isThere = existsSync(join(folder, 'manifest.json'));
if (!isThere && process.env.CI !== 'true') {
  console.warn('skipped: ../shared/data/dicom is not there, so no reader was compared');
}
const names: string[] =
  isThere || process.env.CI === 'true'
    ? JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).files.map(
        ({ file }: { file: string }) => file,
      )
    : [];

type Layout = { tag: string; offset: number; length: number | undefined; items?: Layout[][] };

function ourLayout({ elements }: DataSet): Layout[] {
  return [...elements.values()].map(({ tag, offset, length, items, undefinedLength }) => ({
    tag: `x${formatTag(tag).toLowerCase()}`,
    offset,
    // The two count the delimiter of an undefined length differently.
    length: undefinedLength ? undefined : length,
    ...(items === undefined ? {} : { items: items.map(ourLayout) }),
  }));
}

function theirLayout({ elements }: OtherDataSet): Layout[] {
  return Object.values(elements)
    .filter(({ tag }) => !tag.startsWith('x0002') && !tag.startsWith('xfffee0'))
    .map(({ tag, dataOffset, length, items, hadUndefinedLength }) => ({
      tag,
      offset: dataOffset,
      length: hadUndefinedLength === true ? undefined : length,
      ...(items === undefined
        ? {}
        : { items: items.map(({ dataSet }) => (dataSet === undefined ? [] : theirLayout(dataSet))) }),
    }));
}

/** Sequences without items and private ones are seen as such by one reader or the other. */
function comparable(layout: readonly Layout[]): Layout[] {
  return layout.map(({ items, ...element }) => {
    const isPrivate = isPrivateTag(Number.parseInt(element.tag.slice(1), 16));
    return items === undefined || items.length === 0 || isPrivate
      ? element
      : { ...element, items: items.map(comparable) };
  });
}

function read<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function readOurs(bytes: Uint8Array): HeaderResult | undefined {
  try {
    return readFile(bytes);
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}

describe.skipIf(names.length === 0)('beside dicom-parser', () => {
  it('the same elements lie at the same places in every file that both read', () => {
    let compared = 0;
    for (const name of names) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const ours = readOurs(bytes);
      const theirs = read(() => dicomParser.parseDicom(bytes));
      const isDeflated = ours?.transferSyntaxUid === transferSyntaxUids.deflatedExplicitLittleEndian;
      if (ours === undefined || theirs === undefined || isDeflated) continue;
      expect({ name, layout: comparable(ourLayout(ours.dataSet)) }).toEqual({
        name,
        layout: comparable(theirLayout(theirs)),
      });
      compared += 1;
    }
    expect(compared).toBeGreaterThan(150);
  });
});
