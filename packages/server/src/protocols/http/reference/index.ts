// What the HTTP server may use of the reference.
export { type ReferenceOptions, registerReference } from './register-reference.ts';
