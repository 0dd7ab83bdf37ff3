// What is asked of a worker thread and what it answers: messages, nothing that runs.
import type { FrameExtent } from '@lumenbox/dicom';
import type { PixelRectangle } from '@lumenbox/dicom/deidentify';
import type { EncodedFrame } from '../codecs/decode-frame.ts';
import type { WasmModule } from '../codecs/web-assembly.ts';
import type { DisplayFacts } from '../image/display-facts.ts';
import type { DescribedImage, ImageDescription } from '../image/image-description.ts';
import type { DecodedFrame } from '../image/samples.ts';
import type { PixelReason } from '../pixel-error.ts';
import type { LegiblePicture } from '../recognize/legible-picture.ts';
import type { RenderOptions } from '../render/render-frames.ts';

/** A file's head, or all of a deflated one, with the frames that are wanted. */
export type FramesOfFile =
  /** `head` ends where the value of the pixel data begins. */
  | { readonly head: Uint8Array; readonly frames: readonly NumberedFrame[] }
  /** Places of frames are those of the inflated data set. */
  | { readonly deflatedFile: Uint8Array; readonly extents: readonly NumberedExtent[] };

/** Indexes count from 0. */
export type NumberedFrame = EncodedFrame & { readonly index: number };
export type NumberedExtent = FrameExtent & { readonly index: number };

/** Work for a thread. */
export type PixelTask =
  | { readonly kind: 'render'; readonly file: FramesOfFile; readonly options: RenderOptions }
  | { readonly kind: 'decode'; readonly image: DescribedImage; readonly frame: EncodedFrame }
  | {
      readonly kind: 'transcode';
      readonly image: DescribedImage;
      readonly frame: EncodedFrame;
      readonly transferSyntaxUid: string;
    }
  | ({
      readonly kind: 'blank';
      readonly image: DescribedImage;
      readonly frame: EncodedFrame;
      readonly transferSyntaxUid: string;
    } & FrameBlanks)
  | ({
      readonly kind: 'legible';
      readonly image: DescribedImage;
      readonly frame: EncodedFrame;
      /** Of images with a palette: what its indexes look like. */
      readonly facts?: DisplayFacts;
    } & FrameBlanks)
  | { readonly kind: 'inflate'; readonly file: Uint8Array };

/** What is blanked in a frame, and with what in each colour space that its decoder may leave it in. */
export interface FrameBlanks {
  readonly rectangles: readonly PixelRectangle[];
  readonly blanks: Partial<Readonly<Record<DecodedFrame['colourSpace'], readonly number[]>>>;
}

/** What a thread makes of a task. */
export interface PixelResult {
  readonly bytes: Uint8Array;
  /** Of `decode`, `transcode` and `blank`: the image as the bytes now have it. */
  readonly image?: ImageDescription;
  /** Of `legible`: the frame as a reader of text wants it. */
  readonly pictures?: readonly LegiblePicture[];
}

/** What a thread is started with. */
export interface WorkerSettings {
  readonly codecModule: WasmModule;
  readonly codecMemoryBytesMax: number;
}

/** What a thread says: that it is ready, and then an answer to each task. */
export type WorkerAnswer =
  | 'ready'
  | { readonly result: PixelResult }
  | { readonly failure: { readonly reason: PixelReason; readonly message: string } };
