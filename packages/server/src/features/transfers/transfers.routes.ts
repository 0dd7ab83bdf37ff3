// The operations on transfers, and the service that answers each.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { findPatientOfStudies, findStudy, type StudyDeps } from '../studies/index.ts';
import {
  cancelTransfer,
  findTransfer,
  listTransfers,
  sendPatient,
  sendStudy,
  showTransfer,
  type TransferDeps,
} from './transfers.service.ts';

/** Makes the routes. */
export function createTransferRoutes(deps: TransferDeps & StudyDeps): Route[] {
  return [
    route('sendPatient', {
      target: ({ caller, parameters }) => findPatientOfStudies(deps, caller, parameters.patient_id),
      handle: async ({ caller, target, input }) => ({
        data: await sendPatient(deps, caller, target, input),
      }),
    }),
    route('sendStudy', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await sendStudy(deps, caller, target.study, input),
      }),
    }),
    route('listTransfers', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listTransfers(deps, caller, pageWindow(input))),
    }),
    route('showTransfer', {
      target: ({ caller, parameters }) => findTransfer(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: showTransfer(deps, caller, target) }),
    }),
    route('cancelTransfer', {
      target: ({ caller, parameters }) => findTransfer(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: await cancelTransfer(deps, caller, target) }),
    }),
  ];
}
