// The fourth step for what its sender says is de-identified already. Nobody is believed: the case's engine does it once more, and it has
// to come out byte for byte as it came in. What does not is refused, and nothing of it is kept.
import type { DeidentificationStatement } from '@lumenbox/contract';
import { type Account, remainingIdentity } from '@lumenbox/dicom/deidentify';
import { type DeidentifiedFile, deidentifyWithPixels, isUncleanable } from '../pixels/index.ts';
import {
  type DeidentifiedInstance,
  type DeidentifyDeps,
  type Destination,
  type Original,
  originalOf,
  spoolClean,
  todayOf,
} from './deidentify.ts';
import { type Refusal, stillIdentified } from './outcome.ts';

/** Verifies an instance for a case. Throws as de-identifying does. */
export async function verifyInstance(
  deps: DeidentifyDeps,
  original: Original,
  { statement, ...destination }: Destination & { statement: DeidentificationStatement },
): Promise<DeidentifiedInstance | Refusal> {
  const { verifier, profile, label } = await deps.deidentifiers.of(destination.scope, destination.record);
  const { pixels } = deps;
  const opened = originalOf(original);
  const done = await deidentifyWithPixels({ pixels, deidentifier: verifier }, opened, {
    today: todayOf(deps.clock),
  });
  // Its sender was to clean it, or to leave it to the server as it is.
  if (done.kind === 'review') return stillIdentified(done.reasons);
  const clean = await spoolVerified(deps, original, { ...destination, file: done });
  if (clean === undefined) return stillIdentified(['pixels-not-cleaned']);
  if ('kind' in clean) return clean;
  if (clean.spooled.sha256 === original.spooled.sha256)
    return { ...clean, account: accountOf(statement, done.account) };
  await clean.spooled.release();
  return stillIdentified(remainingIdentity(opened.header, { profile, label, head: done.head }));
}

/** `undefined` when its pixels cannot be cleaned. */
async function spoolVerified(
  deps: DeidentifyDeps,
  original: Original,
  options: Destination & { file: DeidentifiedFile },
): Promise<DeidentifiedInstance | Refusal | undefined> {
  try {
    return await spoolClean(deps, original, options);
  } catch (error) {
    if (isUncleanable(error)) return undefined;
    throw error;
  }
}

/** The sender counted, because only the original shows what was done; the rest is what was seen here. */
function accountOf(statement: DeidentificationStatement, seen: Account): Account {
  return {
    ...seen,
    actions: statement.actions,
    uidsReplaced: statement.uids_replaced,
    textsCleaned: statement.texts_cleaned,
    preambleCleared: statement.preamble_cleared,
    deidentifiedBy: 'sender',
  };
}
