// tus' table of contents: resumable uploads at /files (tus 1.0.0, https://tus.io/protocols/resumable-upload).
import type { FastifyInstance } from 'fastify';
import type { ResumableDeps } from '../../features/resumable-uploads/index.ts';
import { createTusHandlers } from './handlers.ts';
import { registerTus, type TusMount } from './register-tus.ts';

/** Makes tus: a function that mounts it on the HTTP server. */
export function createTus(deps: ResumableDeps): (app: FastifyInstance, mount: TusMount) => Promise<void> {
  const handlers = createTusHandlers(deps);
  return async (app, mount) => {
    // A client goes on elsewhere, or later: of what is on the way now nothing is lost, and nobody waits for a slow line.
    app.addHook('preClose', async () => deps.lines.stop());
    await registerTus(app, mount, handlers);
  };
}
