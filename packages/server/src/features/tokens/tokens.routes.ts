// The operations on API keys.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { createToken, listTokens, revokeToken, type TokensDeps } from './tokens.service.ts';

/** Makes the feature's routes. */
export function createTokenRoutes(deps: TokensDeps): Route[] {
  return [
    route('listTokens', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listTokens(deps, caller, pageWindow(input))),
    }),
    route('createToken', {
      handle: async ({ caller, input }) => ({ data: await createToken(deps, caller, input) }),
    }),
    route('revokeToken', {
      handle: async ({ caller, parameters }) => {
        await revokeToken(deps, caller, parameters.id);
        return undefined;
      },
    }),
  ];
}
