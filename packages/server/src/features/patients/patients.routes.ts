// The operations on patients and their identifiers, and the service that answers each.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import type { RecordDeps } from './change-record.ts';
import { addIdentifier, listIdentifiers, removeIdentifier } from './identifiers.service.ts';
import { type MergeDeps, mergePatients } from './merge-records.ts';
import {
  presentIdentifier,
  presentListedPatient,
  presentPatient,
  presentRecord,
} from './patients.present.ts';
import {
  createPatient,
  deletePatient,
  findPatient,
  findRecord,
  listPatients,
  noteRead,
  setArchived,
  updatePatient,
} from './patients.service.ts';

/** The routes under `/patients` but those of studies. */
export function createPatientRoutes(deps: RecordDeps & MergeDeps): Route[] {
  return [...recordRoutes(deps), mergeRoute(deps), ...identifierRoutes(deps)];
}

function recordRoutes(deps: RecordDeps): Route[] {
  return [
    route('listPatients', {
      handle: async ({ caller, input, request }) => {
        const list = await listPatients(deps, caller, input);
        const rows = list.rows.map((row) => presentListedPatient(row, list.identifiers));
        return presentPage(request, input, { rows, total: list.total });
      },
    }),
    route('createPatient', {
      handle: async ({ caller, input }) => ({
        data: presentPatient(await createPatient(deps, caller, input)),
      }),
    }),
    route('showPatient', {
      target: ({ caller, parameters }) => findRecord(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: presentRecord(noteRead(deps, caller, target)) }),
    }),
    route('updatePatient', {
      target: ({ caller, parameters }) => findPatient(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: presentPatient(await updatePatient(deps, caller, target.id, input)),
      }),
    }),
    route('deletePatient', {
      target: ({ caller, parameters }) => findPatient(deps, caller, parameters.id),
      handle: ({ caller, target }) => deletePatient(deps, caller, target.id).then(() => undefined),
    }),
    route('archivePatient', {
      target: ({ caller, parameters }) => findRecord(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({
        data: presentRecord(await setArchived(deps, caller, target.id, true)),
      }),
    }),
    route('unarchivePatient', {
      target: ({ caller, parameters }) => findRecord(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({
        data: presentRecord(await setArchived(deps, caller, target.id, false)),
      }),
    }),
  ];
}

function mergeRoute(deps: RecordDeps & MergeDeps): Route {
  return route('mergePatient', {
    target: ({ caller, parameters }) => findPatient(deps, caller, parameters.id),
    handle: async ({ caller, target, input }) => ({
      data: presentPatient(await mergePatients(deps, caller, { id: target.id, input })),
    }),
  });
}

function identifierRoutes(deps: RecordDeps): Route[] {
  return [
    route('listIdentifiers', {
      target: ({ caller, parameters }) => findRecord(deps, caller, parameters.id),
      handle: async ({ caller, target, input, request }) => {
        const list = await listIdentifiers(deps, caller, target.id, pageWindow(input));
        return presentPage(request, input, { rows: list.rows.map(presentIdentifier), total: list.total });
      },
    }),
    route('addIdentifier', {
      target: ({ caller, parameters }) => findPatient(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: presentIdentifier(await addIdentifier(deps, caller, target.id, input)),
      }),
    }),
    route('removeIdentifier', {
      target: ({ caller, parameters }) => findPatient(deps, caller, parameters.id),
      handle: async ({ caller, target, parameters }) => {
        await removeIdentifier(deps, caller, { patientId: target.id, id: parameters.identifier_id });
        return undefined;
      },
    }),
  ];
}
