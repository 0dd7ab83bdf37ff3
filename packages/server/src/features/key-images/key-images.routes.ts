// The operations on key images, and the service that answers each.
import { route } from '../../access/index.ts';
import type { Route } from '../../platform/http/index.ts';
import type { DocumentDeps } from '../made-documents/index.ts';
import { findStudy } from '../studies/index.ts';
import { listKeyImages, saveKeyImages } from './key-images.service.ts';

/** The routes under `/patients/{patient_id}/studies/{study_id}/key-images`. */
export function createKeyImageRoutes(deps: DocumentDeps): Route[] {
  return [
    route('listKeyImages', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target }) => ({ data: await listKeyImages(deps, caller, target.study) }),
    }),
    route('saveKeyImages', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await saveKeyImages(deps, caller, { ...target, input }),
      }),
    }),
  ];
}
