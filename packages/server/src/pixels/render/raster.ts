// A picture as screens take it: eight bits, grey or red, green and blue. What rendering makes and picture formats write.

/** Rows from the top, colours by pixel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}
