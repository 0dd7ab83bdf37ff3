// Cutting drops into parts, telling one choice of files from another, and finding files by their verdicts.
import { describe, expect, it } from 'vitest';
import { formType, makeForm } from './form-body.ts';
import { filesOfVerdicts, fingerprintOf, inSendingOrder, planParts } from './plan-parts.ts';

const aFile = (path: string, size = 1) => ({
  path,
  file: new File([new Uint8Array(size)], path),
  sizeBytes: size,
  lastModified: 1,
});
const pathsOf = (parts: readonly (readonly { path: string }[])[]) =>
  parts.map((part) => part.map(({ path }) => path));

describe('parts', () => {
  it('hold as many files and bytes as they may; a larger file travels alone', () => {
    const files = [aFile('a', 4), aFile('b', 4), aFile('c', 4), aFile('d', 100), aFile('e', 1)];
    expect(pathsOf(planParts(files, { files: 2, bytes: 10 }))).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
    expect(planParts([])).toEqual([]);
  });
  it('are the same whichever way the files were picked', () => {
    const files = ['b/2', 'a/1', 'b/10', 'B/1'].map((path) => aFile(path));
    const reversed = files.toReversed();
    expect(pathsOf([inSendingOrder(files)])).toEqual(pathsOf([inSendingOrder(reversed)]));
  });
});

describe('a fingerprint', () => {
  it('is of these files in any order, and of no others', async () => {
    const files = [aFile('a'), aFile('b')];
    const made = await fingerprintOf(files);
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprintOf(files.toReversed())).toBe(made);
    for (const others of [[aFile('a')], [aFile('a'), aFile('c')], [aFile('a'), aFile('b', 2)]])
      expect(await fingerprintOf(others)).not.toBe(made);
  });
});

describe('a form', () => {
  it('has each file under its path, with nothing that could end the name', async () => {
    const files = [aFile('CD/ä "1".dcm'), aFile('line\nbreak')];
    const body = makeForm(files, 'limit');
    const mediaType = formType('limit');
    const form = await new Response(body, { headers: { 'Content-Type': mediaType } }).formData();
    const names = form.getAll('files').map((file) => (file as File).name);
    expect(names).toEqual(['CD/ä "1".dcm', 'line\r\nbreak']);
    expect(await makeForm(files, 'limit').text()).toBe(await body.text());
  });
});

describe('files of verdicts', () => {
  const files = [aFile('a.dcm'), aFile('b.zip'), aFile('c.dcm')];
  it('are found by their path, and those of a zip by the zip', () => {
    expect(pathsOf([filesOfVerdicts(['c.dcm', 'b.zip/x/1.dcm'], files)])).toEqual([['b.zip', 'c.dcm']]);
  });
  it('are all of them when a name matches none', () => {
    expect(filesOfVerdicts(['elsewhere'], files)).toHaveLength(3);
  });
});
