// The operations on what de-identification did.
import { route } from '../../access/index.ts';
import type { Route } from '../../platform/http/index.ts';
import { findStudy, type StudyDeps } from '../studies/index.ts';
import { type DeidentificationDeps, showReceipt } from './deidentification.service.ts';

/** Makes the routes. */
export function createDeidentificationRoutes(deps: DeidentificationDeps & StudyDeps): Route[] {
  return [
    route('showReceipt', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target }) => ({ data: await showReceipt(deps, caller, target.study) }),
    }),
  ];
}
