// DICOM peers: their settings, and whom studies can be sent to.

export { PeersPage } from './peers-page.tsx';
export { useDestinations } from './peers-query.ts';
