// What the rest of the server may use of pixels.

export type { CleanedInstance, CleanOptions } from './clean/clean-instance.ts';
export { canClean } from './clean/clean-syntaxes.ts';
export {
  type DeidentifiedFile,
  deidentifyForReview,
  deidentifyWithPixels,
  isUncleanable,
  type OriginalInstance,
} from './clean/deidentify-instance.ts';
export { type CodestreamDescription, describeCodestream } from './codecs/codestream-syntax.ts';
export { encodableTransferSyntaxUids } from './codecs/encode-frame.ts';
export { isWindow, type VoiFunction, type VoiWindow } from './image/display-facts.ts';
export { PixelError, type PixelReason } from './pixel-error.ts';
export { type PixelSource, sourceInMemory, sourceOf } from './pixel-source.ts';
export {
  animationFrames,
  createPixels,
  type FrameBytes,
  type PixelOptions,
  type Pixels,
  type RenderedImage,
  type RenderRequest,
  renderingVersion,
} from './pixels.ts';
export { type FindTextOptions, framesReadMax, type TextFound } from './recognize/find-text.ts';
export { type RenderedMediaType, renderedMediaTypes } from './render/render-frames.ts';
export { type Viewport, viewportSideMax } from './render/viewport.ts';
export { canTranscode } from './transcode/transcodable.ts';
export type { TranscodedInstance, TranscodeOptions } from './transcode/transcode-instance.ts';
