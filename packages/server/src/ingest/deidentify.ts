// Fourth step: what goes to a case loses its identity on the way. Fails closed: until that can be done, nothing goes there.
import type { CheckedInstance } from './check.ts';
import { type Refusal, rejected } from './outcome.ts';

/** Refuses what would have to be de-identified. */
export function deidentifyInstance(
  instance: CheckedInstance,
  destination: { isCase: boolean },
): CheckedInstance | Refusal {
  return destination.isCase ? rejected('deidentification-not-available', instance.sopInstanceUid) : instance;
}
