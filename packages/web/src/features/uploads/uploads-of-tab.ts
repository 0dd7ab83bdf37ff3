// The one upload manager of this tab, joined to the network, to what the browser remembers, and to React.
import { useMemo, useSyncExternalStore } from 'react';
import { api, queryClient } from '../../shared/api/api.ts';
import { useSession } from '../../shared/api/session.ts';
import { currentCsrfToken, guardedFetch, hasNewToken, signInAgain } from '../../shared/api/session-gate.ts';
import type { Drop, UploadTarget } from './drop-list.ts';
import { inFileThread } from './file-thread.ts';
import { openHereEngine } from './here-engine.ts';
import { announceUploads } from './presence.ts';
import { sendPart } from './send-part.ts';
import { createUploadManager } from './upload-manager.ts';
import { createUploadRecords, type UploadRecord } from './upload-records.ts';

const records = createUploadRecords(window.localStorage);

/** The uploads of this tab. */
export const uploadManager = createUploadManager({
  records,
  send: sendPart,
  signInAgain,
  renewToken: async () => {
    const token = currentCsrfToken();
    return token !== null && hasNewToken(token);
  },
  showUpload: async (id, files, signal) => (await api.showUpload({ id, files }, { signal })).data,
  terminate: async (url) => {
    const headers = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': currentCsrfToken() ?? '' };
    await guardedFetch(url, { method: 'DELETE', headers });
  },
  isReadable: (file) => inFileThread('isReadable', file),
  openHere: openHereEngine,
  makeForm: (files, boundary) => inFileThread('form', { files, boundary }),
  onTakenIn: (target) => {
    if (target.kind !== 'match') void queryClient.invalidateQueries({ queryKey: ['studies', target.id] });
    void queryClient.invalidateQueries({ queryKey: ['uploads'] });
  },
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        window.removeEventListener('online', end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      window.addEventListener('online', end);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    }),
});

announceUploads(() => uploadManager.dismissAll());

/** The uploads of this tab, newest last. */
export function useDrops(): readonly Drop[] {
  return useSyncExternalStore(uploadManager.subscribe, uploadManager.snapshot);
}

/** Uploads of this account to a target that are not over and that no panel of this tab shows. */
export function useStoppedUploads(target: UploadTarget): readonly UploadRecord[] {
  const session = useSession();
  const all = useSyncExternalStore(records.subscribe, records.list);
  const isShown = useDrops().some((drop) => isSameTarget(drop.target, target) && isUnderWay(drop));
  return useMemo(() => {
    const targetId = target.kind === 'match' ? null : target.id;
    const isOurs = (record: UploadRecord) =>
      record.userId === session.user.id && record.teamId === session.team.id && record.targetId === targetId;
    return isShown ? [] : all.filter(isOurs);
  }, [all, session, target, isShown]);
}

function isSameTarget(one: UploadTarget, other: UploadTarget): boolean {
  return one.kind === 'match' ? other.kind === 'match' : other.kind !== 'match' && one.id === other.id;
}

function isUnderWay({ state }: Drop): boolean {
  return state === 'sending' || state === 'paused' || state === 'stopped';
}

/** Gives up an upload that stopped in another life of this tab. */
export async function forgetStoppedUpload(record: UploadRecord): Promise<void> {
  records.remove(record.group);
  const url = record.partUrls.find((known) => known !== null);
  if (url === undefined || url === null) return;
  const headers = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': currentCsrfToken() ?? '' };
  await guardedFetch(url, { method: 'DELETE', headers }).catch(() => undefined);
}
