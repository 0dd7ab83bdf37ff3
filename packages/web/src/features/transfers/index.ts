// Transfers to DICOM peers: asking for them, and following them.
export { SendDialog, type Sending } from './send-dialog.tsx';
export { TransfersList } from './transfers-list.tsx';
