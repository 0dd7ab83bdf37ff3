// What others may use of transfers, and of sending instances.
export { proposedContexts } from './outgoing-instance.ts';
export {
  type Receiver,
  type SendingCounts,
  type SendingDeps,
  type SendingResult,
  sendInstances,
} from './send-instances.ts';
export { sendTransfer } from './send-transfer.job.ts';
export { createTransferRoutes } from './transfers.routes.ts';
export { cancelTransfer, findTransfer, listTransfers, sendStudy } from './transfers.service.ts';
