// How long a header says that each frame of a cine is shown (PS3.3 C.7.6.5, C.7.6.6). It reads, it plays nothing.
import { type DataSet, firstNumber, numbers, tags } from '@lumenbox/dicom';

/** Ten frames a second, when the file does not say. */
const defaultFrameMs = 100;
/** A file that says longer means no cine, but a time series: a minute a frame would look as if nothing moved. */
const frameMsMax = 2000;

/**
 * Milliseconds for which each of these frames is shown: until the next one of the list when that comes later in the
 * file, so that a cine of which some frames are left out keeps its speed.
 *
 * @param indexes from 0
 */
export function readFrameTimes(dataSet: DataSet, indexes: readonly number[]): number[] {
  const timeOf = frameTimes(dataSet);
  let before = 1;
  return indexes.map((index, place) => {
    const next = indexes[place + 1];
    // The last frame stands as long as one of the steps before it.
    const steps = next === undefined ? before : next > index ? next - index : 1;
    before = steps;
    let sum = 0;
    for (let at = index; at < index + steps; at += 1) sum += timeOf(at);
    return Math.min(sum, frameMsMax);
  });
}

function frameTimes(dataSet: DataSet): (index: number) => number {
  const frameTime = firstNumber(dataSet, tags.FrameTime);
  // Its first value is 0: what follows are the increments from one frame to the next.
  const vector = numbers(dataSet, tags.FrameTimeVector);
  const rate = firstNumber(dataSet, tags.RecommendedDisplayFrameRate) ?? firstNumber(dataSet, tags.CineRate);
  const one = sensible(rate === undefined ? undefined : 1000 / rate) ?? sensible(frameTime);
  if (one !== undefined) return () => one;
  return (index) => sensible(vector[index + 1] ?? vector[index]) ?? defaultFrameMs;
}

function sensible(ms: number | undefined): number | undefined {
  return ms !== undefined && ms > 0 && ms <= frameMsMax ? ms : undefined;
}
