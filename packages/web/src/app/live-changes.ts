// Keeps what is on the screen true: what others change is read again, without a reload.
import type { ChangeTopic } from '@lumenbox/contract';
import { useEffect } from 'react';
import { queryClient } from '../shared/api/api.ts';
import { followChanges } from '../shared/api/change-stream.ts';
import { useSession } from '../shared/api/session.ts';

/** The first words of the answers in the cache that a change makes old. */
const answersOf: Readonly<Record<ChangeTopic, readonly string[]>> = {
  study: ['studies', 'study', 'key-images', 'worklist', 'receipt', 'realm'],
  report: ['study', 'studies', 'reports', 'worklist'],
  patient: ['patients', 'patient', 'worklist', 'realm'],
  case: ['cases', 'case', 'worklist', 'realm'],
  upload: ['uploads'],
  transfer: ['transfers'],
  held: ['inbox'],
  review: ['review-queue'],
};

/** Follows the changes of the team in which somebody is. Mounted once, in the frame. */
export function useLiveChanges(): void {
  const { team } = useSession();
  useEffect(() => {
    // The stream belongs to the team in which it was opened.
    if (team.id === '') return;
    return followChanges({
      onChanges: (topics) => readAgain([...topics]),
      onGap: () => readAgain(Object.keys(answersOf) as ChangeTopic[]),
    });
  }, [team.id]);
}

function readAgain(topics: readonly ChangeTopic[]): void {
  const old = new Set(topics.flatMap((topic) => answersOf[topic]));
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => old.has(String(queryKey[0])) });
}
