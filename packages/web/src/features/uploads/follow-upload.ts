// Asks the server how far an upload is while its bytes are sent, and until all of it was taken in.
import type { Upload } from '@lumenbox/contract';
import type { DropList, UploadTarget } from './drop-list.ts';

/** What following needs. */
export interface FollowDeps {
  readonly list: DropList;
  readonly signal: AbortSignal;
  showUpload(id: string, files: 'none', signal: AbortSignal): Promise<Upload>;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  onTakenIn(target: UploadTarget): void;
}

/** Numbers that move once a second look alive, and cost the server nothing. */
const everyMs = 1_000;
/** Questions in a row that may go wrong: the line, or a server that starts anew. */
const failuresMax = 60;

/** Tells the screen what was counted; resolves when the upload is over, or when it is told to stop. */
export async function followUpload(
  deps: FollowDeps,
  work: {
    readonly id: number;
    readonly target: UploadTarget;
    readonly plan: { uploadId: string | undefined };
  },
): Promise<void> {
  let received = -1;
  for (let failures = 0; !deps.signal.aborted; ) {
    const { uploadId } = work.plan;
    // Nothing was begun, and nothing is being sent that could begin it.
    if (uploadId !== undefined) {
      try {
        const upload = await deps.showUpload(uploadId, 'none', deps.signal);
        failures = 0;
        deps.list.update(work.id, () => ({ counts: upload.counts }));
        if (upload.counts.received !== received) deps.onTakenIn(work.target);
        received = upload.counts.received;
        if (upload.status === 'complete' || upload.status === 'failed') return;
      } catch (error) {
        failures += 1;
        if (failures >= failuresMax) throw error;
      }
    } else if (deps.list.snapshot().find(({ id }) => id === work.id)?.state !== 'sending') return;
    await deps.wait(everyMs, deps.signal);
  }
}
