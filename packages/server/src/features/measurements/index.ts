// What others may use of measurements.
export { createMeasurementRoutes } from './measurements.routes.ts';
