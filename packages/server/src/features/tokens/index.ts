// What the rest of the server may use of API keys.

export { presentToken } from './tokens.present.ts';
export { createTokenRoutes } from './tokens.routes.ts';
export {
  endToken,
  issueToken,
  type NewToken,
  revokeKeysOfMember,
  type TokensDeps,
} from './tokens.service.ts';
export { selectTokenPlace, selectTokens } from './tokens.store.ts';
