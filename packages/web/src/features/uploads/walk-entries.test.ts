// Walking what was dropped.
import { describe, expect, it } from 'vitest';
import { type Entry, takeFiles, walkEntries } from './walk-entries.ts';

function aFile(name: string): Entry {
  return { isFile: true, isDirectory: false, name, file: (take) => take(new File(['x'], name)) };
}
function aBrokenFile(name: string): Entry {
  return { isFile: true, isDirectory: false, name, file: (_take, fail) => fail(new Error('gone')) };
}
/** Gives its children two at a time, as browsers give them a hundred at a time. */
function aFolder(name: string, children: readonly Entry[]): Entry {
  return {
    isFile: false,
    isDirectory: true,
    name,
    createReader: () => {
      let position = 0;
      return {
        readEntries: (take) => {
          take(children.slice(position, position + 2));
          position += 2;
        },
      };
    },
  };
}
/** A folder that contains itself. */
function anEndlessFolder(): Entry {
  const folder: Entry = aFolder('loop', [aFile('a.dcm')]);
  const self: Entry = {
    ...folder,
    createReader: () => {
      let isDone = false;
      return {
        readEntries: (take) => {
          take(isDone ? [] : [self]);
          isDone = true;
        },
      };
    },
  };
  return self;
}

describe('walking dropped entries', () => {
  it('finds every file of nested folders with its path, past the first part of a directory', async () => {
    const found = await walkEntries([
      aFolder('CD', [
        aFile('DICOMDIR'),
        aFile('1.dcm'),
        aFile('2.dcm'),
        aFolder('SERIES', [aFile('3.dcm'), aFile('4.dcm'), aFile('5.dcm')]),
      ]),
      aFile('loose.dcm'),
    ]);
    expect(found.files.map((file) => file.path).sort()).toEqual([
      'CD/1.dcm',
      'CD/2.dcm',
      'CD/DICOMDIR',
      'CD/SERIES/3.dcm',
      'CD/SERIES/4.dcm',
      'CD/SERIES/5.dcm',
      'loose.dcm',
    ]);
    expect(found.isTruncated).toBe(false);
  });
  it('stops at its limit and says so', async () => {
    const files = Array.from({ length: 10 }, (_, index) => aFile(`${index}.dcm`));
    const found = await walkEntries([aFolder('many', files)], { limit: 4 });
    expect(found.files).toHaveLength(4);
    expect(found.isTruncated).toBe(true);
  });
  it('ends on a folder that contains itself', async () => {
    const found = await walkEntries([anEndlessFolder()]);
    expect(found.files).toEqual([]);
    expect(found.unreadable).toBe(1);
  });
  it('counts what it cannot read and goes on', async () => {
    const found = await walkEntries([aFolder('x', [aBrokenFile('bad.dcm'), aFile('good.dcm')])]);
    expect(found.files.map((file) => file.path)).toEqual(['x/good.dcm']);
    expect(found.unreadable).toBe(1);
  });
  it('leaves out what operating systems leave behind', async () => {
    const found = await walkEntries([
      aFolder('x', [aFile('.DS_Store'), aFile('Thumbs.db'), aFile('._1.dcm'), aFile('1.dcm')]),
      aFolder('__MACOSX', [aFile('2.dcm')]),
    ]);
    expect(found.files.map((file) => file.path)).toEqual(['x/1.dcm']);
    expect(found.systemFiles).toBe(4);
  });
  it('takes picked files under their names, within the same limit', () => {
    const found = takeFiles(
      [new File(['x'], 'a.dcm'), new File(['x'], 'b.dcm'), new File(['x'], 'c.dcm')],
      2,
    );
    expect(found.files.map((file) => file.path)).toEqual(['a.dcm', 'b.dcm']);
    expect(found.isTruncated).toBe(true);
  });
});
