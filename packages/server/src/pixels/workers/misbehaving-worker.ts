// A thread for the pool's tests that does what codecs do at their worst: hangs, dies, uses up its memory. Serves no image.
import { parentPort } from 'node:worker_threads';
import type { PixelTask, WorkerAnswer } from './pixel-tasks.ts';

parentPort?.on('message', (task: PixelTask) => {
  const behaviour = task.kind === 'inflate' ? String.fromCharCode(task.file[0] ?? 0) : '';
  if (behaviour === 'h') for (;;);
  if (behaviour === 'd') process.exit(1);
  if (behaviour === 't') throw new TypeError('A fault.');
  if (behaviour === 'm') for (const kept: string[] = []; ; ) kept.push(`${kept.length}`.padEnd(1000));
  const answer: WorkerAnswer =
    behaviour === 'r'
      ? { failure: { reason: 'decode-failed', message: 'This is no code.' } }
      : { result: { bytes: Uint8Array.of(1) } };
  parentPort?.postMessage(answer);
});

parentPort?.postMessage('ready' satisfies WorkerAnswer);
