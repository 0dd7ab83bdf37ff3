// What is typed and not saved, in the memory of this tab: it survives leaving the editor, and rests nowhere. Whoever closes the
// tab over it is asked first.
import { useEffect, useRef, useState } from 'react';

/** What the editor's fields hold. */
export interface ReportValues extends Record<string, string> {
  title: string;
  type: string;
  date: string;
  author: string;
  body: string;
  reason: string;
  /** The version that the text was made from; empty for a new report. */
  version: string;
}

const drafts = new Map<string, ReportValues>();
let ownerOfDrafts = '';

/** Says whose drafts are kept: another account or team begins without any. */
export function keepDraftsOf(owner: string): void {
  if (owner === ownerOfDrafts) return;
  ownerOfDrafts = owner;
  drafts.clear();
  window.removeEventListener('beforeunload', askBeforeLeaving);
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Keeps what is typed, or forgets it. */
function setDraft(key: string, values: ReportValues | undefined): void {
  if (values === undefined) drafts.delete(key);
  else drafts.set(key, values);
  // Listeners of this kind keep pages out of the browser's cache of pages: it is there while it is needed.
  if (drafts.size > 0) window.addEventListener('beforeunload', askBeforeLeaving);
  else window.removeEventListener('beforeunload', askBeforeLeaving);
}

/** Whether something is typed and not saved. */
export function hasDraft(key: string): boolean {
  return drafts.has(key);
}

/** The values to begin with, and how to keep what is typed. */
export function useDraft(key: string, saved: ReportValues) {
  const [initial] = useState(() => drafts.get(key) ?? saved);
  // What was saved or given up does not come back with the last drawing of the editor.
  const isOver = useRef(false);
  const isSame = (values: ReportValues) =>
    Object.entries(saved).every(([field, value]) => field === 'version' || values[field] === value);
  return {
    initial,
    keep: (values: ReportValues) => {
      if (!isOver.current) setDraft(key, isSame(values) ? undefined : { ...values });
    },
    forget: () => {
      isOver.current = true;
      setDraft(key, undefined);
    },
  };
}

/** Takes over whose drafts are kept while a part of the page shows reports. */
export function useDraftsOf(owner: string): void {
  useEffect(() => keepDraftsOf(owner), [owner]);
}
