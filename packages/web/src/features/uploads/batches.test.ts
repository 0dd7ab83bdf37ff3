// Cutting files into requests.
import { describe, expect, it } from 'vitest';
import { filesOfVerdicts, makeBatches } from './batches.ts';
import type { FoundFile } from './walk-entries.ts';

function aFound(path: string, size = 10): FoundFile {
  return { path, file: new File([new Uint8Array(size)], path) };
}
const paths = (batch: readonly FoundFile[]) => batch.map((found) => found.path);

describe('making batches', () => {
  it('keeps every file once, in order', () => {
    const files = Array.from({ length: 23 }, (_, index) => aFound(`${index}`));
    const batches = makeBatches(files, { files: 5 });
    expect(batches.flatMap(paths)).toEqual(paths(files));
    expect(batches.map((batch) => batch.length)).toEqual([5, 5, 5, 5, 3]);
  });
  it('closes a batch before it grows too large', () => {
    const batches = makeBatches([aFound('a', 40), aFound('b', 40), aFound('c', 40)], { bytes: 100 });
    expect(batches.map(paths)).toEqual([['a', 'b'], ['c']]);
  });
  it('sends a file that is larger than a batch alone', () => {
    const batches = makeBatches([aFound('a', 10), aFound('huge', 500), aFound('b', 10)], { bytes: 100 });
    expect(batches.map(paths)).toEqual([['a'], ['huge'], ['b']]);
  });
  it('makes nothing of nothing', () => {
    expect(makeBatches([])).toEqual([]);
  });
});

describe('finding the files of verdicts', () => {
  const batch = [aFound('CD/1.dcm'), aFound('CD/2.dcm'), aFound('all.zip')];
  it('finds them by path', () => {
    expect(paths(filesOfVerdicts(['CD/2.dcm'], batch))).toEqual(['CD/2.dcm']);
  });
  it('finds the zip of an entry', () => {
    expect(paths(filesOfVerdicts(['all.zip/IMG/7.dcm'], batch))).toEqual(['all.zip']);
  });
  it('finds a file by its bare name when there is only one of it', () => {
    expect(paths(filesOfVerdicts(['1.dcm'], batch))).toEqual(['CD/1.dcm']);
    const twins = [aFound('A/1.dcm'), aFound('B/1.dcm')];
    expect(paths(filesOfVerdicts(['1.dcm'], twins))).toEqual(['A/1.dcm', 'B/1.dcm']);
  });
  it('gives the whole batch for a name that matches nothing', () => {
    expect(filesOfVerdicts(['CD/1.dcm', 'unknown'], batch)).toEqual(batch);
  });
});
