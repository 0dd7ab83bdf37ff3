// What is said of a series: images until its metadata are here, films where it holds some.
import { describe, expect, it } from 'vitest';
import { makeImages } from './made-images.ts';
import { seriesCounts } from './series-counts.ts';

const [picture, film] = [makeImages([{}]), makeImages([{ kind: 'video' }])];
const letter = makeImages([{ kind: 'document' }]);

describe('what a series holds', () => {
  it('are images as long as nothing else is known', () => {
    expect(seriesCounts({ instance_count: 3 }, undefined)).toEqual({
      images: 3,
      films: 0,
      documents: 0,
      others: 0,
    });
  });

  it('are films, alone or beside images', () => {
    expect(seriesCounts({ instance_count: 1 }, { kind: 'video', images: film, films: [] })).toEqual({
      images: 0,
      films: 1,
      documents: 0,
      others: 0,
    });
    // Frames are no images of their own: the instance is one.
    const both = { kind: 'picture', images: [...picture, ...picture], films: film } as const;
    expect(seriesCounts({ instance_count: 2 }, both)).toEqual({
      images: 1,
      films: 1,
      documents: 0,
      others: 0,
    });
  });

  it('are documents, of which a series may have several', () => {
    const content = { kind: 'document', images: [...letter, ...letter], films: [] } as const;
    expect(seriesCounts({ instance_count: 2 }, content)).toEqual({
      images: 0,
      films: 0,
      documents: 2,
      others: 0,
    });
  });

  it('are files and no images where there is nothing to draw', () => {
    const content = { kind: 'none', images: makeImages([{ kind: 'none' }]), films: [] } as const;
    expect(seriesCounts({ instance_count: 1 }, content)).toEqual({
      images: 0,
      films: 0,
      documents: 0,
      others: 1,
    });
  });
});
