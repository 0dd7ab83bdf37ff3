// DICOMweb's table of contents: which handlers answer its operations, and how it comes onto the HTTP server.
import type { FastifyInstance } from 'fastify';
import { createCapabilityHandlers } from './capabilities.ts';
import type { Handlers } from './handler.ts';
import type { DicomwebOperationName } from './operations.ts';
import { type DicomwebMount, registerDicomweb } from './register-dicomweb.ts';

/** What DICOMweb works with. */
export type DicomwebDeps = object;

/** Makes DICOMweb: a function that mounts it on the HTTP server. */
export function createDicomweb(
  _deps: DicomwebDeps,
): (app: FastifyInstance, mount: DicomwebMount) => Promise<void> {
  const handlers: Handlers<DicomwebOperationName> = { ...createCapabilityHandlers() };
  return (app, mount) => registerDicomweb(app, mount, handlers);
}
