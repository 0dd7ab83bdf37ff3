// Names of storage SOP classes (PS3.4 Table B.5-1). Other services' SOP classes are not listed here.
import { storageSopClasses } from './sop-classes.generated.ts';

let namesByUid: Map<string, string> | undefined;

/** Media Storage Directory Storage: the class of a DICOMDIR, which is not stored over a network (PS3.4 I.4). */
export const mediaStorageDirectoryUid = '1.2.840.10008.1.3.10';

function names(): Map<string, string> {
  namesByUid ??= new Map(
    storageSopClasses.split('\n').map((line): [string, string] => {
      const separator = line.indexOf('|');
      return [line.slice(0, separator), line.slice(separator + 1)];
    }),
  );
  return namesByUid;
}

/** Name of a storage SOP class, as `CT Image Storage`; `undefined` when it is none that PS3.4 lists. */
export function sopClassName(uid: string): string | undefined {
  return names().get(uid);
}

/** Whether PS3.4 lists the UID as a storage SOP class. */
export function isStorageSopClass(uid: string): boolean {
  return names().has(uid);
}

/** UIDs of all storage SOP classes, in the order of PS3.4. */
export function storageSopClassUids(): readonly string[] {
  return [...names().keys()];
}
