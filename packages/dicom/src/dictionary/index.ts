// What others may use of the data dictionary.
export { tags } from './attributes.generated.ts';
export {
  type Attribute,
  formatTag,
  isPrivateCreatorTag,
  isPrivateTag,
  type Keyword,
  lookupTag,
  type Tag,
  tagOf,
} from './attributes.ts';
export {
  isStorageSopClass,
  mediaStorageDirectoryUid,
  sopClassName,
  storageSopClassUids,
} from './sop-classes.ts';
export {
  lookupTransferSyntax,
  type TransferSyntax,
  transferSyntaxes,
  transferSyntaxUids,
} from './transfer-syntaxes.ts';
export { hasLongHeader, isVr, type VR } from './value-representations.ts';
