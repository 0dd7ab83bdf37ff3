// What composition uses of the HTTP protocol.
export type { ReadinessCheck } from './health.ts';
export { createHttpServer, type HttpConfig } from './http-server.ts';
export { createImagingRoutes } from './imaging.routes.ts';
export { registerReference } from './reference/index.ts';
