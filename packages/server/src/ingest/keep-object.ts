// Last but one step of the way in: the bytes get their place in the archive.
import { storageFault } from '../archive/index.ts';
import type { KeptBytes } from './index-entries.ts';
import type { IngestDeps } from './ingest-instance.ts';
import type { Spooled } from './spool.ts';

/** An object that is durable, or will be when `written` resolves; a row of it is committed only then. */
export interface KeptObject {
  readonly kept: KeptBytes;
  readonly written?: Promise<void> | undefined;
}

/**
 * Gives bytes that may be kept their place. Of what comes alone the transaction need not begin after they are written: it ends
 * after it. Throws `unavailable`.
 */
export async function keepObject(
  deps: Pick<IngestDeps, 'archive' | 'underWay'>,
  spooled: Spooled,
): Promise<KeptObject> {
  const { archive, underWay } = deps;
  const { source, sizeBytes, sha256 } = spooled;
  if (source.kind === 'sealed') throw new RangeError('What is sealed is an original, and is not kept.');
  const { object, durable } = archive.beginToKeep(source, sizeBytes);
  const kept = { ...object, sizeBytes, sha256 };
  const written = durable.catch(storageFault);
  if (underWay.count <= 1 && archive.objects.isNear && source.kind === 'memory') {
    // Whoever commits is told; until then nobody listens.
    written.catch(() => undefined);
    return { kept, written };
  }
  await written;
  return { kept };
}
