// The small rules of the room: state, keys, order of loading, letters, scale, texts of measurements.
import { describe, expect, it } from 'vitest';
import { commandOf, keyLines } from './commands.ts';
import { measurementFacts } from './measurement-texts.ts';
import { edgeLetters, lettersOf } from './orientation.ts';
import { prefetchOrder } from './prefetch-order.ts';
import { firstState, type RoomAction, reduceRoom } from './room-state.ts';
import { lengthText, scaleBar } from './scale-bar.ts';
import { readViewerSearch } from './viewer-search.ts';

const none = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };

describe('the state of the room', () => {
  const start = firstState({ layout: { rows: 1, columns: 2 }, series: ['a', 'b'] }, false);
  const after = (...actions: RoomAction[]) => actions.reduce(reduceRoom, start);

  it('keeps what hangs when there are more panels, and what is looked at when there are fewer', () => {
    const wide = after({ type: 'layout', layout: { rows: 2, columns: 2 } });
    expect(wide.series).toEqual(['a', 'b', undefined, undefined]);
    const small = after({ type: 'activate', panel: 1 }, { type: 'layout', layout: { rows: 1, columns: 1 } });
    expect(small).toMatchObject({ series: ['b'], active: 0 });
  });

  it('goes round the panels', () => {
    expect(after({ type: 'nextPanel', step: -1 }).active).toBe(1);
    expect(after({ type: 'nextPanel', step: 1 }, { type: 'nextPanel', step: 1 }).active).toBe(0);
  });

  it('opens the planes on the active series, with crosshairs, and gives the window back', () => {
    const planes = after({ type: 'activate', panel: 1 }, { type: 'planes', isOn: true });
    expect(planes).toMatchObject({ isInPlanes: true, active: 0, tool: 'crosshairs', series: ['b', 'a'] });
    expect(reduceRoom(planes, { type: 'planes', isOn: false })).toMatchObject({
      isInPlanes: false,
      tool: 'window',
    });
  });

  it('stops playing when another panel or series is looked at', () => {
    const playing = after({ type: 'toggle', what: 'isPlaying' });
    expect(playing.isPlaying).toBe(true);
    expect(reduceRoom(playing, { type: 'hang', panel: 0, series: 'c' }).isPlaying).toBe(false);
    expect(reduceRoom(playing, { type: 'activate', panel: 1 }).isPlaying).toBe(false);
  });
});

describe('keys', () => {
  it('belong to one command each', () => {
    const keys = keyLines.flatMap((line) => line.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('work with the caps lock on, and leave the browser its own', () => {
    expect(commandOf({ ...none, key: 'L' })).toBe('tool:length');
    expect(commandOf({ ...none, key: 'l', ctrlKey: true })).toBeUndefined();
    expect(commandOf({ ...none, key: 'ArrowDown' })).toBe('next');
    expect(commandOf({ ...none, key: 'ArrowDown', shiftKey: true })).toBe('moveDown');
    expect(commandOf({ ...none, key: 'ArrowDown', altKey: true })).toBe('darker');
    expect(commandOf({ ...none, key: '?', shiftKey: true })).toBe('keys');
    expect(commandOf({ ...none, key: 'F5' })).toBeUndefined();
  });
});

describe('images', () => {
  it('are asked for from where one is outwards, each once', () => {
    expect(prefetchOrder(5, 1)).toEqual([1, 2, 0, 3, 4]);
    expect(prefetchOrder(4, 3)).toEqual([3, 2, 1, 0]);
    expect(prefetchOrder(0, 0)).toEqual([]);
  });
});

describe('letters', () => {
  it('name the sides of a patient who lies on the back, seen from the feet', () => {
    expect(edgeLetters([1, 0, 0], [0, 1, 0])).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  it('name two sides where the plane is oblique, the stronger one first, and no rounding', () => {
    expect(lettersOf([0.8, 0.6, 0])).toBe('LP');
    expect(lettersOf([0.999, 0.02, 0])).toBe('L');
  });
});

describe('the scale', () => {
  it('is the longest round length that fits', () => {
    expect(scaleBar(0.5, 140)).toEqual({ millimetres: 50, pixels: 100 });
    expect([lengthText(50), lengthText(5)]).toEqual(['5 cm', '5 mm']);
  });

  it('is not there where there is none', () => {
    expect(scaleBar(undefined, 140)).toBeUndefined();
    expect(scaleBar(0, 140)).toBeUndefined();
  });
});

describe('a measurement', () => {
  it('says its length in the unit that was reckoned', () => {
    expect(measurementFacts('length', { length: 12.34, unit: 'mm' })).toEqual([{ text: '12.3 mm' }]);
    expect(measurementFacts('length', { length: 40, unit: 'px' })).toEqual([{ text: '40.0 px' }]);
    expect(measurementFacts('length', { length: 5, unit: 'mm Proj' })).toEqual([
      { text: '5.0 mm', source: 'detector' },
    ]);
    expect(measurementFacts('cobb', { angle: 12.25 })).toEqual([{ text: '12.3°' }]);
  });

  it('says the area and the values of a region, and nothing that was not reckoned', () => {
    const stats = { area: 120.4, areaUnit: 'mm²', mean: -998.6, stdDev: 12.1, modalityUnit: 'HU' };
    expect(measurementFacts('ellipse', stats)).toEqual([
      { what: 'area', text: '120.4 mm²' },
      { what: 'mean', text: '-998.6 HU' },
      { what: 'deviation', text: '12.1 HU' },
    ]);
    expect(measurementFacts('rectangle', {})).toEqual([]);
  });
});

describe('the address', () => {
  it('names a series and an image, and is read leniently', () => {
    expect(readViewerSearch({ series: 'abc', image: '7' })).toEqual({ series: 'abc', image: 7 });
    expect(readViewerSearch({ series: '', image: '-1' })).toEqual({});
  });
});
