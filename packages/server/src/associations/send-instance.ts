// The request of C-STORE with its data set, written to an association as the data set comes (PS3.7 9.1.1).
import { commandFields } from '@lumenbox/dicom/network';
import type { AssociationSocket } from './association-socket.ts';

/** An instance to send, without its file meta information, in the transfer syntax of its context. */
export interface OutgoingInstance {
  readonly contextId: number;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly dataSet: AsyncIterable<Uint8Array>;
  /** Who asked for it by C-MOVE (PS3.7 9.1.1.1). */
  readonly moveOriginator?: { readonly aeTitle: string; readonly messageId: number };
}

/** Sends the request. When the data set breaks off, so does the association: a message cannot be taken back. */
export async function sendInstance(
  association: AssociationSocket,
  { messageId, ...instance }: OutgoingInstance & { messageId: number },
): Promise<void> {
  const { moveOriginator } = instance;
  const writer = association.sendCommand(instance.contextId, {
    affectedSopClassUid: instance.sopClassUid,
    commandField: commandFields.cStoreRq,
    messageId,
    priority: 0,
    affectedSopInstanceUid: instance.sopInstanceUid,
    ...(moveOriginator === undefined
      ? {}
      : {
          moveOriginatorAeTitle: moveOriginator.aeTitle,
          moveOriginatorMessageId: moveOriginator.messageId,
        }),
    hasDataSet: true,
  });
  try {
    for await (const bytes of instance.dataSet) {
      if (!association.canSend) return;
      writer.write(bytes);
      await association.drained();
    }
  } catch (error) {
    association.abort();
    throw error;
  }
  writer.end();
}
