// The thread that decodes, renders and encodes, one task after another. It may hang or die: its pool replaces it.
import { parentPort, workerData } from 'node:worker_threads';
import { DicomError } from '@lumenbox/dicom';
import { createCodec } from '../codecs/codec-module.ts';
import { PixelError } from '../pixel-error.ts';
import type { PixelTask, WorkerAnswer, WorkerSettings } from './pixel-tasks.ts';
import { runTask } from './run-task.ts';

const port = parentPort;
if (port === null) throw new Error('pixel-worker.ts runs as a worker thread only.');

const settings = workerData as WorkerSettings;
const codec = createCodec(settings.codecModule, { memoryBytesMax: settings.codecMemoryBytesMax });

port.on('message', (task: PixelTask) => {
  const answer = answerTo(task);
  // Memory goes along instead of being copied, where the bytes are all that is in it.
  port.postMessage(answer, 'result' in answer ? transferable(answer.result.bytes) : []);
});

port.postMessage('ready' satisfies WorkerAnswer);

function answerTo(task: PixelTask): Exclude<WorkerAnswer, 'ready'> {
  try {
    return { result: runTask(codec, task) };
  } catch (error) {
    if (error instanceof PixelError) return { failure: { reason: error.reason, message: error.message } };
    if (error instanceof DicomError)
      return { failure: { reason: 'bad-image-attributes', message: error.message } };
    throw error;
  }
}

function transferable({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
