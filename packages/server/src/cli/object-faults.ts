// What is wrong with objects, in the words of the command line.
import type { ObjectFault } from '../archive/index.ts';

/** A fault as a part of a sentence. */
export const faultSentences: Readonly<Record<ObjectFault['fault'], string>> = {
  missing: 'the file is missing',
  size: 'the file has another size than its row says',
  bytes: 'the file has other bytes than were stored',
  unreadable: 'the file cannot be read',
};
