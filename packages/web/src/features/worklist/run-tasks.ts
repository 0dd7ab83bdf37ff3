// Does several things one after the other, keeps count, and remembers what became of each.
import { useRef, useState } from 'react';

/** One of several things to do. */
export interface Task {
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  /** Does it; gives a sentence when it was done only in part. Throws when it was not. */
  run(): Promise<string | undefined>;
  /** Takes it back, where that can be done. */
  undo?(): Promise<unknown>;
}

/** What became of a task that did not end well. */
export interface Trouble {
  readonly task: Task;
  readonly reason: unknown;
  /** It was done, but not wholly. */
  readonly isPartial: boolean;
}

/** How far the tasks have come. */
export interface Progress {
  readonly stage: 'waiting' | 'running' | 'ended' | 'undone';
  readonly total: number;
  readonly done: readonly Task[];
  readonly troubles: readonly Trouble[];
}

const nothing: Progress = { stage: 'waiting', total: 0, done: [], troubles: [] };

/** Runs tasks in their order; what fails stops none of the others. */
export function useTasks() {
  const [progress, setProgress] = useState(nothing);
  const isStopped = useRef(false);
  const run = async (tasks: readonly Task[]): Promise<void> => {
    isStopped.current = false;
    let now: Progress = { ...nothing, stage: 'running', total: tasks.length };
    setProgress(now);
    for (const task of tasks) {
      if (isStopped.current) break;
      now = await advance(now, task);
      setProgress(now);
    }
    setProgress({ ...now, stage: 'ended' });
  };
  const undo = async (): Promise<void> => {
    let now: Progress = {
      ...progress,
      stage: 'running',
      total: progress.done.length,
      done: [],
      troubles: [],
    };
    setProgress(now);
    for (const { key, name, undo: takeBack } of progress.done) {
      now = await advance(now, { key, name, run: async () => void (await takeBack?.()) });
      setProgress(now);
    }
    setProgress({ ...now, stage: 'undone' });
  };
  return {
    progress,
    run,
    undo,
    /** The one under way is finished; no other is begun. */
    stop: () => {
      isStopped.current = true;
    },
  };
}

async function advance(now: Progress, task: Task): Promise<Progress> {
  try {
    const remark = await task.run();
    const troubles = remark === undefined ? [] : [{ task, reason: remark, isPartial: true }];
    return { ...now, done: [...now.done, task], troubles: [...now.troubles, ...troubles] };
  } catch (reason) {
    return { ...now, troubles: [...now.troubles, { task, reason, isPartial: false }] };
  }
}
