// Why an instance is held for a person: a closed list. What tells the reasons from a header is in review.ts.

/** A reason why nobody can be certain that an instance carries no identity any more. */
export const reviewReasons = [
  /** Burned In Annotation says YES (PS3.3 C.7.6.1.1.7). */
  'burned-in-annotation',
  /** Images of this kind usually have text in their pixels, whatever their header says. */
  'burned-in-risk',
  /** A screen shot, a scanned paper, a report drawn as an image. */
  'secondary-capture',
  /** Text was read in the pixels, and the profile wants a person to see it. */
  'recognized-text',
  /** The profile wants the pixels cleaned or looked at, and that could not be done: their form, their number, a damaged frame. */
  'pixels-not-cleaned',
  /** A PDF, a CDA document or a model inside the instance (PS3.3 A.45). */
  'encapsulated-document',
  /** Text that somebody wrote is kept in a structured report, cleaned of all that is known. */
  'structured-content',
  /** Drawings or text over the image are kept: a presentation state's graphics, overlays. */
  'graphics',
  /** An overlay lies in unused bits of compressed pixels (PS3.5 8.1.2, before 2004). */
  'embedded-overlay',
  /** A photograph, or the pixels show who it is (Recognizable Visual Features says YES). */
  'recognizable-features',
  /** Moving pictures, in which text can come and go, often with sound. */
  'video',
  /** A recorded voice. */
  'audio',
  /** The pixels lie elsewhere and cannot be looked at (JPIP, a URL). */
  'external-pixel-data',
  /** A SOP class that the standard does not know: nobody can say where it keeps what. */
  'unknown-sop-class',
  /** A directory of media, which is no instance of anything. */
  'not-an-instance',
  /** The transfer syntax is unknown, so that the extent of the pixel data is a guess. */
  'unknown-transfer-syntax',
] as const;

/** One of the reasons. */
export type ReviewReason = (typeof reviewReasons)[number];
