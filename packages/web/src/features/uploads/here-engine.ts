// Opens a case on this computer: asks the server for its key, and gives it to a thread that was loaded for it. Kept nowhere else.
import { api } from '../../shared/api/api.ts';
import type { HereTasks } from './deidentify-here.ts';
import type { HereEngine } from './files-made-here.ts';
import { createTaskThread } from './task-thread.ts';

/** The page's engine is not the server's: its results would be refused. */
export class OtherVersionError extends Error {
  constructor() {
    super('The engine of this page is not that of the server.');
    this.name = 'OtherVersionError';
  }
}

/** Opens it. Rejects with the server's refusal, or an {@link OtherVersionError}. */
export async function openHereEngine(caseId: string): Promise<HereEngine> {
  const { data } = await api.handOutCaseKey({ id: caseId });
  const thread = createTaskThread<HereTasks>(
    () => new Worker(new URL('./deidentify-here.worker.ts', import.meta.url), { type: 'module' }),
  );
  const version = await thread.run('open', data);
  if (version !== data.engine_version) {
    thread.end();
    throw new OtherVersionError();
  }
  return { deidentify: (file) => thread.run('deidentify', file), end: () => thread.end() };
}
