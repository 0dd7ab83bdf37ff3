// What an instance says, read within bounds of memory: as it arrives while its header is small and there is memory for
// it, else when it is all there, in turn with others.
import {
  createInstanceReader,
  DicomError,
  type HeaderResult,
  type InstanceReader,
  type PixelDataScan,
} from '@lumenbox/dicom';
import type { MemoryBudget, WaitingBudget } from './memory-budget.ts';

/** The header, and what the pixel data is like; or why they cannot be read. */
export type InstanceContent = { readonly header: HeaderResult; readonly pixels: PixelDataScan } | DicomError;

/** All bytes of an instance, to be read as often as it takes. */
export interface WholeInstance {
  readonly bytes: () => AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
}

/** Reads one instance. */
export interface ContentReader {
  /** Takes the next bytes. Gives the fault for which the rest need not be kept. */
  push(chunk: Uint8Array): DicomError | undefined;
  /** What the instance says; for a late reader after a wait for memory. Throws what reading a file throws. */
  end(whole: WholeInstance): Promise<InstanceContent>;
  /**
   * Memory for whoever reads the same instance once more before this is released: what the reader waited for serves both, as the
   * second must not wait while the first holds some.
   */
  memoryForMore(): WaitingBudget;
  /** Gives the memory back; nobody looks at the content any more. */
  release(): void;
}

/** Headers up to this size are read as they arrive: nearly all are far smaller. */
const earlyBytesMax = 1024 * 1024;
/** Larger headers are refused. A document without pixels is all header. */
const lateBytesMax = 64 * 1024 * 1024;

/** Makes a reader. */
export function createContentReader(deps: { memory: MemoryBudget; headers: WaitingBudget }): ContentReader {
  const { memory, headers } = deps;
  let early: InstanceReader | undefined = createInstanceReader({ maxHeaderBytes: earlyBytesMax });
  let fault: DicomError | undefined;
  let taken = 0;
  let granted = 0;

  const release = () => {
    memory.give(taken);
    headers.give(granted);
    taken = 0;
    granted = 0;
  };
  const beLate = () => {
    early = undefined;
    release();
  };

  const endLate = async (whole: WholeInstance): Promise<InstanceContent> => {
    const most = Math.min(lateBytesMax, headers.bytesMax);
    // A deflated header may be larger than its file: then once more, with all the memory there is.
    for (const grant of new Set([Math.min(whole.sizeBytes, most), most])) {
      headers.give(granted);
      granted = 0;
      await headers.take(grant);
      granted = grant;
      const content = await readWhole(whole, grant);
      if (grant === most || !isTooLarge(content)) return content;
    }
    throw new RangeError('There is no grant.');
  };

  return {
    push: (chunk) => {
      if (early === undefined || fault !== undefined) return fault;
      const reader = early;
      const found = faultOf(() => reader.push(chunk));
      if (isTooLarge(found)) beLate();
      else if (found !== undefined) fault = found;
      else if (reader.header === undefined) {
        if (memory.take(chunk.length)) taken += chunk.length;
        else beLate();
      }
      return fault;
    },
    end: async (whole) => {
      if (fault !== undefined) return fault;
      if (early !== undefined) {
        const content = endOf(early);
        if (!isTooLarge(content)) return content;
        beLate();
      }
      return endLate(whole);
    },
    memoryForMore: () => (granted > 0 ? lentBy(headers) : headers),
    release,
  };
}

/** What somebody holds already, for somebody else: there is no waiting for it, and it is given back by its holder. */
function lentBy({ bytesMax }: WaitingBudget): WaitingBudget {
  return { bytesMax, take: async () => undefined, give: () => undefined };
}

function isTooLarge(content: InstanceContent | undefined): boolean {
  if (!(content instanceof DicomError)) return false;
  return content.reason === 'header-too-large' || content.reason === 'inflate-too-large';
}

async function readWhole({ bytes }: WholeInstance, maxHeaderBytes: number): Promise<InstanceContent> {
  const reader = createInstanceReader({ maxHeaderBytes });
  for await (const chunk of bytes()) {
    const fault = faultOf(() => reader.push(chunk));
    if (fault !== undefined) return fault;
  }
  return endOf(reader);
}

function endOf(reader: InstanceReader): InstanceContent {
  let content: InstanceContent | undefined;
  const fault = faultOf(() => {
    content = reader.end();
  });
  return content ?? fault ?? new DicomError('truncated');
}

function faultOf(read: () => void): DicomError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
}
