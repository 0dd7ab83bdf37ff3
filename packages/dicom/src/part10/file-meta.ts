// The beginning of a Part 10 file (PS3.10 7.1) for a data set that comes without one: preamble, prefix, group 0002.
import { encodeDataSet, implementationClassUid, implementationVersionName } from './write.ts';

/** Preamble and prefix (PS3.10 7.1). */
const prefixBytes = 132;

/**
 * Everything of a file that stands before its data set. The same for the same instance and transfer syntax, whoever
 * brings it: no titles, no times.
 */
export function encodeFileMeta(instance: {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
}): Uint8Array {
  const meta = encodeDataSet([
    { tag: 'FileMetaInformationVersion', value: Uint8Array.of(0, 1) },
    { tag: 'MediaStorageSOPClassUID', value: instance.sopClassUid },
    { tag: 'MediaStorageSOPInstanceUID', value: instance.sopInstanceUid },
    { tag: 'TransferSyntaxUID', value: instance.transferSyntaxUid },
    { tag: 'ImplementationClassUID', value: implementationClassUid },
    { tag: 'ImplementationVersionName', value: implementationVersionName },
  ]);
  const length = encodeDataSet([{ tag: 'FileMetaInformationGroupLength', value: [meta.length] }]);
  const bytes = new Uint8Array(prefixBytes + length.length + meta.length);
  // DICM
  bytes.set([0x44, 0x49, 0x43, 0x4d], prefixBytes - 4);
  bytes.set(length, prefixBytes);
  bytes.set(meta, prefixBytes + length.length);
  return bytes;
}
