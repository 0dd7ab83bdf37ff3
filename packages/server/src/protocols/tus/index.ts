// What composition may use of tus.
export { createTus } from './tus.ts';
