// What composition uses of the HTTP protocol, and hands to the others that speak it.
export type { Admission } from './admission.ts';
export { errorAnswer } from './error-answers.ts';
export type { ReadinessCheck } from './health.ts';
export { createHttpServer, type HttpConfig, type HttpServerDeps } from './http-server.ts';
export { createImagingRoutes } from './imaging.routes.ts';
export { registerReference } from './reference/index.ts';
