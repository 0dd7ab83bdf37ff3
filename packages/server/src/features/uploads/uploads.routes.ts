// The routes that read uploads. How images come in is the protocol's matter.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { findUpload, listUploads, showUpload, type UploadsDeps } from './uploads.service.ts';

/** Makes the routes. */
export function createUploadRoutes(deps: UploadsDeps): readonly Route[] {
  return [
    route('listUploads', {
      handle: async ({ caller, input, request }) =>
        presentPage(
          request,
          input,
          await listUploads(deps, caller, { number: input.page, ...pageWindow(input) }),
        ),
    }),
    route('showUpload', {
      target: ({ caller, parameters }) => findUpload(deps, caller, parameters.id),
      handle: async ({ caller, input, target }) => ({
        data: await showUpload(deps, caller, target, input.files ?? 'all'),
      }),
    }),
  ];
}
