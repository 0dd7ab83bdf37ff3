// The operations on measurements, and the service that answers each.
import { route } from '../../access/index.ts';
import type { Route } from '../../platform/http/index.ts';
import type { DocumentDeps } from '../made-documents/index.ts';
import { findStudy } from '../studies/index.ts';
import { listMeasurements, saveMeasurements } from './measurements.service.ts';

/** The routes under `/patients/{patient_id}/studies/{study_id}/measurements`. */
export function createMeasurementRoutes(deps: DocumentDeps): Route[] {
  return [
    route('listMeasurements', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target }) => ({ data: await listMeasurements(deps, caller, target.study) }),
    }),
    route('saveMeasurements', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await saveMeasurements(deps, caller, { ...target, input }),
      }),
    }),
  ];
}
