// How work on pixels fails: a closed list of reasons. Each protocol has its own table from reason to answer.

/** Why pixels could not be decoded, rendered or transcoded. */
export const pixelReasons = {
  'no-pixel-data': 'The instance has no pixel data.',
  'no-such-frame': 'The instance has no such frame.',
  'bad-image-attributes': 'The attributes of the image contradict themselves or its bytes.',
  'image-too-large': 'The image is larger than what is decoded here.',
  'unsupported-transfer-syntax': 'Pixel data of this transfer syntax cannot be decoded here.',
  'unsupported-image': 'Images of this kind cannot be shown or compressed like this.',
  'decode-failed': 'The pixel data cannot be decoded.',
  'encode-failed': 'The pixel data cannot be compressed like this without loss.',
  'deadline-exceeded': 'The pixel data took too long.',
  'worker-died': 'The pixel data ended the thread that worked on it.',
  busy: 'Too much work on pixels is waiting; retry later.',
  closed: 'The server is stopping.',
} as const;

/** One of the closed list. */
export type PixelReason = keyof typeof pixelReasons;

/** Work on pixels that cannot go on. The message holds no value of the data set. */
export class PixelError extends Error {
  readonly reason: PixelReason;
  constructor(reason: PixelReason, about?: string) {
    super(about === undefined ? pixelReasons[reason] : `${pixelReasons[reason].slice(0, -1)}: ${about}.`);
    this.name = 'PixelError';
    this.reason = reason;
  }
}
