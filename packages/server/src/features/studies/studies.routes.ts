// The operations on a patient's or case's studies, and the service that answers each.
import { route } from '../../access/index.ts';
import { presentPage, type Route } from '../../platform/http/index.ts';
import type { MoveDeps } from './move-studies.ts';
import {
  type CreateStudyDeps,
  createStudy,
  deleteStudy,
  findPatientOfStudies,
  findStudy,
  listStudies,
  moveStudy,
  type StudyContentsDeps,
  showStudy,
  updateStudy,
} from './studies.service.ts';
import { listWorklist } from './worklist.service.ts';

/** The routes of `/studies`, and under `/patients/{patient_id}/studies`. */
export function createStudyRoutes(deps: StudyContentsDeps & CreateStudyDeps & MoveDeps): Route[] {
  return [
    route('listWorklist', {
      handle: async ({ caller, input, request }) => {
        const { hasMore, ...list } = await listWorklist(deps, caller, input);
        const page = presentPage(request, input, list);
        return { ...page, meta: { ...page.meta, has_more: hasMore } };
      },
    }),
    route('listStudies', {
      target: ({ caller, parameters }) => findPatientOfStudies(deps, caller, parameters.patient_id),
      handle: async ({ caller, target, input, request }) =>
        presentPage(request, input, await listStudies(deps, caller, target, input)),
    }),
    route('createStudy', {
      target: ({ caller, parameters }) => findPatientOfStudies(deps, caller, parameters.patient_id),
      handle: async ({ caller, target, input }) => ({
        data: await createStudy(deps, caller, target, input),
      }),
    }),
    route('showStudy', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target }) => ({ data: await showStudy(deps, caller, target.study) }),
    }),
    route('updateStudy', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await updateStudy(deps, caller, target.study, input),
      }),
    }),
    route('moveStudy', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await moveStudy(deps, caller, target, input),
      }),
    }),
    route('deleteStudy', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: ({ caller, target }) => deleteStudy(deps, caller, target.study).then(() => undefined),
    }),
  ];
}
