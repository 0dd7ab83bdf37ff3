// What others may use of key images.
export { createKeyImageRoutes } from './key-images.routes.ts';
