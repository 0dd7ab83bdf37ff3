// The transfer syntaxes of PS3.5 Annex A and PS3.6 Table A-1, and how each lays bytes out. No decoding here.

/** How a transfer syntax encodes a data set (PS3.5 Annex A). */
export type TransferSyntax = {
  readonly uid: string;
  readonly name: string;
  /** Each element's header names its VR. */
  readonly explicit: boolean;
  readonly bigEndian: boolean;
  /** The whole data set is one raw deflate stream (PS3.5 A.5). */
  readonly deflated: boolean;
  /** Pixel data lies in fragments of undefined length (PS3.5 A.4). */
  readonly encapsulated: boolean;
  /** Pixel data may have lost information. */
  readonly lossy: boolean;
  /** Fragments hold one video stream and not one picture for each frame (PS3.5 8.2.5 to 8.2.9). */
  readonly video: boolean;
  readonly retired: boolean;
};

type Trait = 'implicit' | 'big-endian' | 'deflated' | 'encapsulated' | 'lossy' | 'video' | 'retired';

const rows: readonly (readonly [uid: string, name: string, ...traits: Trait[]])[] = [
  ['1.2.840.10008.1.2', 'Implicit VR Little Endian', 'implicit'],
  ['1.2.840.10008.1.2.1', 'Explicit VR Little Endian'],
  ['1.2.840.10008.1.2.1.98', 'Encapsulated Uncompressed Explicit VR Little Endian', 'encapsulated'],
  ['1.2.840.10008.1.2.1.99', 'Deflated Explicit VR Little Endian', 'deflated'],
  ['1.2.840.10008.1.2.2', 'Explicit VR Big Endian', 'big-endian', 'retired'],
  ['1.2.840.10008.1.2.4.50', 'JPEG Baseline (Process 1)', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.51', 'JPEG Extended (Process 2 & 4)', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.52', 'JPEG Extended (Process 3 & 5)', 'encapsulated', 'lossy', 'retired'],
  ['1.2.840.10008.1.2.4.53', 'JPEG Spectral Selection (Process 6 & 8)', 'encapsulated', 'lossy', 'retired'],
  ['1.2.840.10008.1.2.4.54', 'JPEG Spectral Selection (Process 7 & 9)', 'encapsulated', 'lossy', 'retired'],
  ['1.2.840.10008.1.2.4.55', 'JPEG Full Progression (Process 10 & 12)', 'encapsulated', 'lossy', 'retired'],
  ['1.2.840.10008.1.2.4.56', 'JPEG Full Progression (Process 11 & 13)', 'encapsulated', 'lossy', 'retired'],
  ['1.2.840.10008.1.2.4.57', 'JPEG Lossless, Non-Hierarchical (Process 14)', 'encapsulated'],
  ['1.2.840.10008.1.2.4.58', 'JPEG Lossless, Non-Hierarchical (Process 15)', 'encapsulated', 'retired'],
  [
    '1.2.840.10008.1.2.4.59',
    'JPEG Extended, Hierarchical (Process 16 & 18)',
    'encapsulated',
    'lossy',
    'retired',
  ],
  [
    '1.2.840.10008.1.2.4.60',
    'JPEG Extended, Hierarchical (Process 17 & 19)',
    'encapsulated',
    'lossy',
    'retired',
  ],
  [
    '1.2.840.10008.1.2.4.61',
    'JPEG Spectral Selection, Hierarchical (Process 20 & 22)',
    'encapsulated',
    'lossy',
    'retired',
  ],
  [
    '1.2.840.10008.1.2.4.62',
    'JPEG Spectral Selection, Hierarchical (Process 21 & 23)',
    'encapsulated',
    'lossy',
    'retired',
  ],
  [
    '1.2.840.10008.1.2.4.63',
    'JPEG Full Progression, Hierarchical (Process 24 & 26)',
    'encapsulated',
    'lossy',
    'retired',
  ],
  [
    '1.2.840.10008.1.2.4.64',
    'JPEG Full Progression, Hierarchical (Process 25 & 27)',
    'encapsulated',
    'lossy',
    'retired',
  ],
  ['1.2.840.10008.1.2.4.65', 'JPEG Lossless, Hierarchical (Process 28)', 'encapsulated', 'retired'],
  ['1.2.840.10008.1.2.4.66', 'JPEG Lossless, Hierarchical (Process 29)', 'encapsulated', 'retired'],
  [
    '1.2.840.10008.1.2.4.70',
    'JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14, Selection Value 1)',
    'encapsulated',
  ],
  ['1.2.840.10008.1.2.4.80', 'JPEG-LS Lossless', 'encapsulated'],
  ['1.2.840.10008.1.2.4.81', 'JPEG-LS Lossy (Near-Lossless)', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.90', 'JPEG 2000 (Lossless Only)', 'encapsulated'],
  ['1.2.840.10008.1.2.4.91', 'JPEG 2000', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.92', 'JPEG 2000 Part 2 Multi-component (Lossless Only)', 'encapsulated'],
  ['1.2.840.10008.1.2.4.93', 'JPEG 2000 Part 2 Multi-component', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.94', 'JPIP Referenced', 'lossy'],
  ['1.2.840.10008.1.2.4.95', 'JPIP Referenced Deflate', 'deflated', 'lossy'],
  ['1.2.840.10008.1.2.4.100', 'MPEG2 Main Profile / Main Level', 'encapsulated', 'lossy', 'video'],
  [
    '1.2.840.10008.1.2.4.100.1',
    'Fragmentable MPEG2 Main Profile / Main Level',
    'encapsulated',
    'lossy',
    'video',
  ],
  ['1.2.840.10008.1.2.4.101', 'MPEG2 Main Profile / High Level', 'encapsulated', 'lossy', 'video'],
  [
    '1.2.840.10008.1.2.4.101.1',
    'Fragmentable MPEG2 Main Profile / High Level',
    'encapsulated',
    'lossy',
    'video',
  ],
  ['1.2.840.10008.1.2.4.102', 'MPEG-4 AVC/H.264 High Profile / Level 4.1', 'encapsulated', 'lossy', 'video'],
  [
    '1.2.840.10008.1.2.4.102.1',
    'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.103',
    'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.103.1',
    'Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.104',
    'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.104.1',
    'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.105',
    'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.105.1',
    'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.106',
    'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2',
    'encapsulated',
    'lossy',
    'video',
  ],
  [
    '1.2.840.10008.1.2.4.106.1',
    'Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2',
    'encapsulated',
    'lossy',
    'video',
  ],
  ['1.2.840.10008.1.2.4.107', 'HEVC/H.265 Main Profile / Level 5.1', 'encapsulated', 'lossy', 'video'],
  ['1.2.840.10008.1.2.4.108', 'HEVC/H.265 Main 10 Profile / Level 5.1', 'encapsulated', 'lossy', 'video'],
  ['1.2.840.10008.1.2.4.110', 'JPEG XL Lossless', 'encapsulated'],
  ['1.2.840.10008.1.2.4.111', 'JPEG XL JPEG Recompression', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.112', 'JPEG XL', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.201', 'High-Throughput JPEG 2000 (Lossless Only)', 'encapsulated'],
  ['1.2.840.10008.1.2.4.202', 'High-Throughput JPEG 2000 with RPCL Options (Lossless Only)', 'encapsulated'],
  ['1.2.840.10008.1.2.4.203', 'High-Throughput JPEG 2000', 'encapsulated', 'lossy'],
  ['1.2.840.10008.1.2.4.204', 'JPIP HTJ2K Referenced', 'lossy'],
  ['1.2.840.10008.1.2.4.205', 'JPIP HTJ2K Referenced Deflate', 'deflated', 'lossy'],
  ['1.2.840.10008.1.2.5', 'RLE Lossless', 'encapsulated'],
  ['1.2.840.10008.1.2.6.1', 'RFC 2557 MIME Encapsulation', 'retired'],
  ['1.2.840.10008.1.2.6.2', 'XML Encoding', 'retired'],
  ['1.2.840.10008.1.2.7.1', 'SMPTE ST 2110-20 Uncompressed Progressive Active Video', 'video'],
  ['1.2.840.10008.1.2.7.2', 'SMPTE ST 2110-20 Uncompressed Interlaced Active Video', 'video'],
  ['1.2.840.10008.1.2.7.3', 'SMPTE ST 2110-30 PCM Digital Audio', 'video'],
  ['1.2.840.10008.1.2.8.1', 'Deflated Image Frame Compression', 'encapsulated'],
  ['1.2.840.10008.1.20', 'Papyrus 3 Implicit VR Little Endian', 'implicit', 'retired'],
  // Of GE and not of the standard: an implicit little endian data set whose pixel data alone is big endian.
  ['1.2.840.113619.5.2', 'Implicit VR Big Endian DLX (GE private)', 'implicit', 'retired'],
];

/** All transfer syntaxes of the standard, and one private one that archives meet. */
export const transferSyntaxes: readonly TransferSyntax[] = rows.map(([uid, name, ...traits]) => ({
  uid,
  name,
  explicit: !traits.includes('implicit'),
  bigEndian: traits.includes('big-endian'),
  deflated: traits.includes('deflated'),
  encapsulated: traits.includes('encapsulated'),
  lossy: traits.includes('lossy'),
  video: traits.includes('video'),
  retired: traits.includes('retired'),
}));

const byUid: ReadonlyMap<string, TransferSyntax> = new Map(
  transferSyntaxes.map((syntax) => [syntax.uid, syntax]),
);

/** UIDs of the transfer syntaxes that code needs by name. */
export const transferSyntaxUids = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflatedExplicitLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  rleLossless: '1.2.840.10008.1.2.5',
} as const;

/** The transfer syntax of a UID; `undefined` when it is none that we know. */
export function lookupTransferSyntax(uid: string): TransferSyntax | undefined {
  return byUid.get(uid);
}
