// The case that tests de-identify for: one key, one label, one day. Nothing of the product uses it.
import { readHeader } from '../part10/read-header.ts';
import { deidentifyFile } from './deidentify-file.ts';
import {
  type CleanInstance,
  createDeidentifier,
  type Deidentification,
  type Deidentifier,
  type InstanceOptions,
} from './deidentify-header.ts';
import { type DeidentificationProfile, profileOf } from './profile.ts';

export const key = new Uint8Array(32).fill(5);
export const today = '20260101';
const defaultLabel = 'CASE-7';

/** What a test wants otherwise; by default the Basic Profile and nothing accepted. */
export type TestOptions = Partial<InstanceOptions> & {
  readonly profile?: DeidentificationProfile;
  readonly label?: string;
};

export function aDeidentifier({
  profile = profileOf('basic'),
  label = defaultLabel,
}: TestOptions = {}): Deidentifier {
  return createDeidentifier({ profile, key, label });
}

/** What becomes of a file's header. */
export function deidentify(bytes: Uint8Array, options: TestOptions = {}): Deidentification {
  return aDeidentifier(options).deidentify(readHeader(bytes), { today, ...options });
}

/** The clean header of a file. @throws Error with the reasons when it is held */
export function clean(bytes: Uint8Array, options: TestOptions = {}): CleanInstance {
  const done = deidentify(bytes, options);
  if (done.kind === 'review') throw new Error(`held: ${done.reasons.join(', ')}`);
  return done;
}

/** The whole clean file. @throws Error with the reasons when it is held */
export function cleanFile(bytes: Uint8Array, options: TestOptions = {}): Uint8Array {
  const done = deidentifyFile(aDeidentifier(options), bytes, { today, ...options });
  if (done.kind === 'review') throw new Error(`held: ${done.reasons.join(', ')}`);
  return done.bytes;
}
