// What others may use of sending instances to peers.
export { proposedContexts } from './outgoing-instance.ts';
export {
  type Receiver,
  type SendingCounts,
  type SendingDeps,
  type SendingResult,
  type SentObject,
  sendInstances,
} from './send-instances.ts';
