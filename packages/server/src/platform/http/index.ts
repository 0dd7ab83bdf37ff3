// What features use to declare routes and print pages.
export { entityTag, isKnown } from './conditional-requests.ts';
export { asBadRequest, type ErrorAnswer } from './error-answer.ts';
export { type PageRequest, pageWindow, presentPage } from './page.ts';
export {
  type Call,
  createRoute,
  type FullCall,
  type Reply,
  type RequestFacts,
  type Route,
  type RouteDefinition,
  reply,
} from './route.ts';
