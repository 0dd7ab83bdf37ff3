// What others may use of measurements.
export { createMeasurementRoutes } from './measurements.routes.ts';
export type { StoreMade } from './measurements.service.ts';
