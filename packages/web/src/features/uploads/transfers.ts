// The one upload manager of this tab, joined to the network and to React.
import { useSyncExternalStore } from 'react';
import { queryClient } from '../../shared/api/api.ts';
import { currentCsrfToken, hasNewToken, signInAgain } from '../../shared/api/session-gate.ts';
import { sendBatch } from './send-batch.ts';
import type { Transfer } from './transfer-list.ts';
import { createUploadManager } from './upload-manager.ts';

/** The uploads of this tab. */
export const uploadManager = createUploadManager({
  send: sendBatch,
  signInAgain,
  renewToken: async () => {
    const token = currentCsrfToken();
    return token !== null && hasNewToken(token);
  },
  onAnswered: (target) => {
    void queryClient.invalidateQueries({ queryKey: ['studies', target.id] });
    void queryClient.invalidateQueries({ queryKey: ['uploads'] });
  },
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    }),
});

/** The uploads of this tab, newest last. */
export function useTransfers(): readonly Transfer[] {
  return useSyncExternalStore(uploadManager.subscribe, uploadManager.snapshot);
}

/** Ends every upload: whoever signs out or changes team leaves nothing running. */
export function stopUploads(): void {
  uploadManager.dismissAll();
}
