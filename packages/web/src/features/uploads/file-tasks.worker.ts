// The thread of file tasks: it takes one after the other off its line, and answers each.
import { type FileTaskAnswer, type FileTaskRequest, fileTasks } from './file-tasks.ts';

self.onmessage = async ({ data: { id, name, input } }: MessageEvent<FileTaskRequest>) => {
  let answer: FileTaskAnswer;
  try {
    answer = { id, value: await fileTasks[name](input as never) };
  } catch (error) {
    answer = { id, message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(answer);
};
