// Marks of images: wishes come true, frames of a film are told apart, and what others marked stays theirs.
import type { StudyKeyImages } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { isMarked, nextMarked, othersReasons, withWishes } from './key-image-marks.ts';

const one = { sopInstanceUid: '1.2.1', frame: 1 };
const third = { sopInstanceUid: '1.2.2', frame: 3 };
const data: StudyKeyImages = {
  version: '1.2.9',
  images: [{ sop_instance_uid: '1.2.1', frame_number: 1 }],
  others: [
    { sop_instance_uid: '1.2.2', frame_number: null, title: 'For Teaching', description: 'Fracture' },
    { sop_instance_uid: '1.2.2', frame_number: 3, title: 'For Teaching', description: 'Fracture' },
  ],
};

describe('marks of images', () => {
  it('are what is saved, but for what somebody wants otherwise', () => {
    expect(isMarked(data, new Map(), one)).toBe(true);
    expect(isMarked(data, new Map([['1.2.1/1', false]]), one)).toBe(false);
    expect(isMarked(data, new Map([['1.2.2/3', true]]), third)).toBe(true);
    expect(isMarked(undefined, new Map(), one)).toBe(false);
  });

  it('of others tell their reason once', () => {
    expect(othersReasons(data, third)).toEqual(['For Teaching: Fracture']);
    expect(othersReasons(data, one)).toEqual([]);
  });

  it('are added and taken away by wishes, and kept where nobody wishes', () => {
    expect(withWishes(data.images, new Map([['1.2.2/3', true]]))).toEqual([
      { sop_instance_uid: '1.2.1', frame_number: 1 },
      { sop_instance_uid: '1.2.2', frame_number: 3 },
    ]);
    expect(withWishes(data.images, new Map([['1.2.1/1', false]]))).toEqual([]);
    expect(withWishes(data.images, new Map([['1.2.1/1', true]]))).toEqual(data.images);
  });

  it('are gone to in both directions, and nowhere when none follows', () => {
    const marked = [true, false, false, true];
    expect(nextMarked(marked, 0, 1)).toBe(3);
    expect(nextMarked(marked, 3, -1)).toBe(0);
    expect(nextMarked(marked, 3, 1)).toBeUndefined();
  });
});
