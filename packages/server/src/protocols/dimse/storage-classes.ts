// Which abstract syntaxes are storage: those of the standard, whatever its edition, and the private ones of the configuration.
import { isStorageSopClass } from '@lumenbox/dicom';

/** Below this stand storage classes alone, the retired ones and those of later editions too (PS3.6 Table A-1). */
const storageArc = '1.2.840.10008.5.1.4.1.1.';

/** Whether instances of a class are taken and given. */
export function isStorage(sopClassUid: string, privateSopClasses: ReadonlySet<string>): boolean {
  return (
    isStorageSopClass(sopClassUid) || sopClassUid.startsWith(storageArc) || privateSopClasses.has(sopClassUid)
  );
}
