// What the composition may use of DIMSE.
export { createDimseListener, type DimseListener } from './listener.ts';
