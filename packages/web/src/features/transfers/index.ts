// Transfers to DICOM peers: asking for them, and following them.
export { useOpenFailuresCount } from './open-failures-query.ts';
export { SendDialog, type Sending } from './send-dialog.tsx';
export { TransfersList } from './transfers-list.tsx';
