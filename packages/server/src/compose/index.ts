// The server's table of contents: what builds its parts and joins them.
export { type Foundation, openFoundation, readInstalledSchema, readKnownFaults } from './foundation.ts';
export { composeParts, type Parts } from './parts.ts';
export { composeDimse, composeHttp } from './protocols.ts';
