// The only file that knows the codec library: libjpeg, CharLS, OpenJPEG, OpenJPH and libjxl as one WebAssembly module.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileModule, instantiateModule, type WasmMemory, type WasmModule } from './web-assembly.ts';

/** The formats that the library reads and writes. */
export const codecFormats = ['Jpeg', 'JpegLs', 'Jpeg2000', 'HtJpeg2000', 'JpegXl'] as const;
export type CodecFormat = (typeof codecFormats)[number];

/** What the library is told of a frame, and what it tells. */
export interface CodecImage {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly isSigned: boolean;
  readonly photometricInterpretation: string;
}

/** Settings of an encoder; what a format does not know it does not read. */
export type EncoderSettings =
  /** `isTransformed`: JPEG 2000 takes colours apart by its reversible transformation (YBR_RCT). */
  | { readonly isLossy: false; readonly isTransformed?: boolean }
  /** Of JPEG alone: 1 to 100. */
  | { readonly isLossy: true; readonly quality: number };

/** One instance of the library: memory of its own, one frame at a time. */
export interface Codec {
  /** Native little endian samples by pixel, colours as they are in the code. @throws Error with the library's words */
  decode(format: CodecFormat, image: CodecImage, code: Uint8Array): Uint8Array;
  /** @throws Error with the library's words */
  encode(format: CodecFormat, image: CodecImage, samples: Uint8Array, settings: EncoderSettings): Uint8Array;
}

type Exports = { readonly memory: WasmMemory; _initialize(): void } & Readonly<
  Record<string, (...numbers: number[]) => number>
>;

/** An instance starts with 256 MiB of address space. After a frame of more than this, what it has touched is given back. */
const keptFrameBytes = 16 * 1024 * 1024;

/** The numbers that the library gives photometric interpretations; others are grey to it. */
const photometricNumbers: Readonly<Record<string, number>> = {
  MONOCHROME1: 0,
  MONOCHROME2: 1,
  'PALETTE COLOR': 2,
  RGB: 3,
  YBR_FULL: 4,
  YBR_FULL_422: 5,
  YBR_PARTIAL_422: 6,
  YBR_PARTIAL_420: 7,
  YBR_ICT: 8,
  YBR_RCT: 9,
};

/** Compiles the library. Threads share what it gives and make instances of it. */
export function compileCodecModule(): WasmModule {
  const address = import.meta.resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm');
  return compileModule(readFileSync(fileURLToPath(address)));
}

/**
 * A codec over the compiled library.
 *
 * @param limits.memoryBytesMax more memory than this ends the work on a frame, whatever its code claims
 */
export function createCodec(module: WasmModule, limits: { readonly memoryBytesMax: number }): Codec {
  let library: Exports | undefined;
  const withLibrary = (image: CodecImage, work: (library: Exports) => Uint8Array): Uint8Array => {
    const running = library ?? instantiate(module, limits);
    // After a fault, or a large frame, an instance is not used again: its memory cannot be trusted, and never shrinks.
    library = undefined;
    const result = work(running);
    const frameBytes = (image.rows * image.columns * image.samplesPerPixel * image.bitsAllocated) / 8;
    if (frameBytes <= keptFrameBytes) library = running;
    return result;
  };
  return {
    decode: (format, image, code) =>
      withLibrary(image, (running) => {
        const context = createContext(running, image);
        call(running, 'SetEncodedBufferSize', context, code.length);
        memoryOf(running).set(code, call(running, 'GetEncodedBuffer', context));
        const parameters = call(running, 'CreateDecoderParameters');
        call(running, 'SetConvertColorspaceToRgb', parameters, 0);
        call(running, `Decode${format}`, context, parameters);
        call(running, 'ReleaseDecoderParameters', parameters);
        return takeBuffer(running, 'Decoded', context);
      }),
    encode: (format, image, samples, settings) =>
      withLibrary(image, (running) => {
        const context = createContext(running, image);
        call(running, 'SetDecodedBufferSize', context, samples.length);
        memoryOf(running).set(samples, call(running, 'GetDecodedBuffer', context));
        const parameters = createEncoderParameters(running, format, settings);
        call(running, `Encode${format}`, context, parameters);
        call(running, 'ReleaseEncoderParameters', parameters);
        return takeBuffer(running, 'Encoded', context);
      }),
  };
}

function createContext(library: Exports, image: CodecImage): number {
  const context = call(library, 'CreateCodecsContext');
  call(library, 'SetColumns', context, image.columns);
  call(library, 'SetRows', context, image.rows);
  call(library, 'SetBitsAllocated', context, image.bitsAllocated);
  call(library, 'SetBitsStored', context, image.bitsStored);
  call(library, 'SetSamplesPerPixel', context, image.samplesPerPixel);
  call(library, 'SetPixelRepresentation', context, image.isSigned ? 1 : 0);
  call(library, 'SetPlanarConfiguration', context, 0);
  const photometric = photometricNumbers[image.photometricInterpretation] ?? 1;
  call(library, 'SetPhotometricInterpretation', context, photometric);
  return context;
}

function createEncoderParameters(library: Exports, format: CodecFormat, settings: EncoderSettings): number {
  const parameters = call(library, 'CreateEncoderParameters');
  const set = (name: string, value: number) => call(library, `Set${name}`, parameters, value);
  set('Lossy', settings.isLossy ? 1 : 0);
  if (settings.isLossy) set('Quality', settings.quality);
  if (format === 'Jpeg') {
    // Chrominance at full size. Lossless: first-order prediction without point transform (PS3.5 A.4.1).
    set('SampleFactor', 0);
    set('SmoothingFactor', 0);
    set('Predictor', settings.isLossy ? 0 : 1);
    set('PointTransform', 0);
  } else if (format === 'JpegLs') {
    set('AllowedLossyError', 0);
  } else if (format === 'Jpeg2000' || format === 'HtJpeg2000') {
    // RPCL, small resolutions first, is what the RPCL transfer syntax demands and the others allow (PS3.5 A.4.9).
    set('ProgressionOrder', 2);
    if (format === 'Jpeg2000') {
      set('Rate', 0);
      // Without a colour transformation what was RGB stays RGB (PS3.5 8.2.4).
      set('AllowMct', !settings.isLossy && settings.isTransformed === true ? 1 : 0);
    }
  }
  return parameters;
}

/** A copy of what the library made; the context is given back. */
function takeBuffer(library: Exports, side: 'Decoded' | 'Encoded', context: number): Uint8Array {
  const size = call(library, `Get${side}BufferSize`, context);
  const start = call(library, `Get${side}Buffer`, context);
  const bytes = memoryOf(library).slice(start, start + size);
  call(library, 'ReleaseCodecsContext', context);
  return bytes;
}

function memoryOf({ memory }: Exports): Uint8Array {
  return new Uint8Array(memory.buffer);
}

function call(library: Exports, name: string, ...numbers: number[]): number {
  const callee = library[name];
  if (callee === undefined) throw new Error(`The codec library has no ${name}.`);
  return callee(...numbers);
}

function instantiate(module: WasmModule, limits: { readonly memoryBytesMax: number }): Exports {
  let memory: WasmMemory | undefined;
  const viewOf = () => new DataView((memory as WasmMemory).buffer);
  const textAt = (start: number, size: number) =>
    Buffer.from((memory as WasmMemory).buffer, start, size).toString('latin1');
  const nothing = () => 0;
  const exports = instantiateModule(module, {
    env: {
      onCodecsException: (start: number, size: number) => {
        throw new Error(textAt(start, size));
      },
      onCodecsInfo: nothing,
      onCodecsTrace: nothing,
      // Thrown through the library, this ends its work before the new memory is written to.
      emscripten_notify_memory_growth: () => {
        if (viewOf().byteLength > limits.memoryBytesMax) throw new Error('The codec wants too much memory.');
      },
    },
    wasi_snapshot_preview1: {
      proc_exit: (code: number) => {
        throw new Error(`The codec library ended with ${code}.`);
      },
      clock_time_get: nothing,
      // What the library prints is counted as written and goes nowhere: it might quote the image.
      fd_write: (_file: number, pieces: number, count: number, written: number) => {
        let size = 0;
        for (let index = 0; index < count; index += 1)
          size += viewOf().getUint32(pieces + 8 * index + 4, true);
        viewOf().setUint32(written, size, true);
        return 0;
      },
      fd_close: nothing,
      fd_seek: nothing,
      environ_get: nothing,
      environ_sizes_get: (count: number, size: number) => {
        viewOf().setUint32(count, 0, true);
        viewOf().setUint32(size, 0, true);
        return 0;
      },
    },
  }) as unknown as Exports;
  memory = exports.memory;
  exports._initialize();
  return exports;
}
