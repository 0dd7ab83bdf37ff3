// The operations on de-identification: what it did, own profiles, and what one would do.
import { Readable } from 'node:stream';
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route, reply } from '../../platform/http/index.ts';
import { findStudy, type StudyDeps } from '../studies/index.ts';
import { type DeidentificationDeps, showReceipt } from './deidentification.service.ts';
import { handOutKey } from './hand-out-key.ts';
import { findCase, forgetIdentityMap, revealIdentities } from './identity-map.ts';
import { type PreviewDeps, previewProfile } from './preview-profile.ts';
import {
  createProfile,
  findProfile,
  listProfiles,
  setProfileArchived,
  showProfile,
  updateProfile,
} from './profiles.service.ts';
import { showCaseProfile } from './show-case-profile.ts';

/** Makes the routes. */
export function createDeidentificationRoutes(deps: PreviewDeps & StudyDeps): Route[] {
  return [
    route('showReceipt', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target }) => ({ data: await showReceipt(deps, caller, target.study) }),
    }),
    route('previewDeidentification', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target: { study }, input }) => ({
        data: await previewProfile(deps, caller, { study, input }),
      }),
    }),
    route('showCaseProfile', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: await showCaseProfile(deps, caller, target) }),
    }),
    route('handOutCaseKey', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: await handOutKey(deps, caller, target) }),
    }),
    ...identityRoutes(deps),
    ...profileRoutes(deps),
  ];
}

function identityRoutes(deps: DeidentificationDeps): Route[] {
  return [
    route('downloadIdentityMap', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: async ({ caller, target }) =>
        reply({
          headers: {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': `attachment; filename="identity-map-${target.id}.csv"`,
          },
          stream: Readable.from(await revealIdentities(deps, caller, target), { objectMode: false }),
        }),
    }),
    route('deleteIdentityMap', {
      target: ({ caller, parameters }) => findCase(deps, caller, parameters.id),
      handle: ({ caller, target }) => forgetIdentityMap(deps, caller, target).then(() => undefined),
    }),
  ];
}

function profileRoutes(deps: DeidentificationDeps): Route[] {
  return [
    route('listDeidentificationProfiles', {
      handle: async ({ caller, input, request }) => {
        const window = { ...pageWindow(input), isArchived: input.archived === true };
        return presentPage(request, input, await listProfiles(deps, caller, window));
      },
    }),
    route('createDeidentificationProfile', {
      handle: async ({ caller, input }) => ({ data: await createProfile(deps, caller, input) }),
    }),
    route('showDeidentificationProfile', {
      target: ({ caller, parameters }) => findProfile(deps, caller.scope, parameters.id),
      handle: async ({ caller, target }) => ({ data: await showProfile(deps, caller, target) }),
    }),
    route('updateDeidentificationProfile', {
      target: ({ caller, parameters }) => findProfile(deps, caller.scope, parameters.id),
      handle: async ({ caller, target: { id }, input }) => ({
        data: await updateProfile(deps, caller, { id, input }),
      }),
    }),
    route('archiveDeidentificationProfile', {
      target: ({ caller, parameters }) => findProfile(deps, caller.scope, parameters.id),
      handle: async ({ caller, target: { id } }) => ({
        data: await setProfileArchived(deps, caller, { id, isArchived: true }),
      }),
    }),
    route('unarchiveDeidentificationProfile', {
      target: ({ caller, parameters }) => findProfile(deps, caller.scope, parameters.id),
      handle: async ({ caller, target: { id } }) => ({
        data: await setProfileArchived(deps, caller, { id, isArchived: false }),
      }),
    }),
  ];
}
