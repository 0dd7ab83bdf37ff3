// A thread for tests that does what codecs do at their worst, for tasks that tell it to: hangs, dies, uses up its memory. Other
// tasks it does as every thread does. Serves no image of anybody.
import { parentPort, workerData } from 'node:worker_threads';
import { createCodec } from '../codecs/codec-module.ts';
import type { PixelTask, WorkerAnswer, WorkerSettings } from './pixel-tasks.ts';
import { runTask } from './run-task.ts';

parentPort?.on('message', (task: PixelTask) => {
  const behaviour = behaviourIn(task);
  if (behaviour === 'h') for (;;);
  if (behaviour === 'd') process.exit(1);
  if (behaviour === 't') throw new TypeError('A fault.');
  if (behaviour === 'm') for (const kept: string[] = []; ; ) kept.push(`${kept.length}`.padEnd(1000));
  parentPort?.postMessage(answerTo(task, behaviour));
});

/** A letter: of what is to be inflated the first byte, of a frame the one behind `misbehave:`. */
function behaviourIn(task: PixelTask): string | undefined {
  if (task.kind === 'inflate') return String.fromCharCode(task.file[0] ?? 0);
  if (task.kind !== 'render' || !('frames' in task.file)) return undefined;
  const text = Buffer.from(task.file.frames[0]?.bytes ?? []).toString('latin1', 0, 20);
  return /^misbehave:(.)/.exec(text)?.[1];
}

function answerTo(task: PixelTask, behaviour: string | undefined): WorkerAnswer {
  if (behaviour === 'r') return { failure: { reason: 'decode-failed', message: 'This is no code.' } };
  if (behaviour !== undefined) return { result: { bytes: Uint8Array.of(1) } };
  const { codecModule, codecMemoryBytesMax } = workerData as WorkerSettings;
  return { result: runTask(createCodec(codecModule, { memoryBytesMax: codecMemoryBytesMax }), task) };
}

parentPort?.postMessage('ready' satisfies WorkerAnswer);
