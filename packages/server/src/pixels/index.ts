// What the rest of the server may use of pixels.

export { canDecode } from './codecs/decode-frame.ts';
export { encodableTransferSyntaxUids } from './codecs/encode-frame.ts';
export { isWindow, type VoiFunction, type VoiWindow, voiFunctions } from './image/display-facts.ts';
export { PixelError, type PixelReason } from './pixel-error.ts';
export { type PixelSource, sourceInMemory } from './pixel-source.ts';
export {
  animationFramesMax,
  createPixels,
  type FrameBytes,
  type Pixels,
  type RenderedImage,
  type RenderRequest,
} from './pixels.ts';
export { type RenderedMediaType, renderedMediaTypes } from './render/render-frames.ts';
export type { Viewport } from './render/viewport.ts';
export { canTranscode } from './transcode/transcodable.ts';
export type { TranscodedInstance, TranscodeOptions } from './transcode/transcode-instance.ts';
