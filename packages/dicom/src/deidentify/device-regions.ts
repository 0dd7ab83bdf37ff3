// The table of devices that write text at known places of their screens. Hand-kept: positions as the libraries of RSNA's CTP and of
// pydicom's deid publish them, for devices whose maker, model and image size tell them apart. Data alone.
import type { PixelRectangle } from './pixel-boxes.ts';

/** A device that writes text at a fixed place. At least one of maker, model and image type is there. */
export interface DeviceRegion {
  /** Parts of the values, in any case; a missing one fits all. */
  readonly manufacturer?: string;
  readonly model?: string;
  readonly modality?: string;
  /** One of the values of Image Type. */
  readonly imageType?: string;
  /** Size of the image; a missing one fits all. */
  readonly rows?: number;
  readonly columns?: number;
  /** What reaches beyond the image is cut. */
  readonly blank: readonly PixelRectangle[];
}

/** Wider than any screen: the whole width of the image, whatever that is. */
const wholeWidth = 65_535;

/** Ultrasound devices whose text stands in a bar on top: maker, model, rows of the image (0: any), height of the bar. */
const topBars: readonly (readonly [string, string, number, number])[] = [
  ['ACUSON', 'SEQUOIA', 480, 30],
  ['ATL', 'HDI 5000', 476, 40],
  ['ATL', 'HDI4000', 480, 62],
  ['CHISON', 'q9-new', 568, 80],
  ['ESAOTE', '6100', 608, 52],
  ['ESAOTE', '6150', 555, 72],
  ['ESAOTE', '6150', 608, 72],
  ['ESAOTE', '6150', 804, 45],
  ['GE', 'LOGIQ S6', 768, 80],
  ['GE', 'LOGIQ7', 989, 24],
  ['GE', 'LOGIQ9', 0, 30],
  ['GE', 'LOGIQE9', 0, 70],
  ['GE', 'LOGIQE', 614, 75],
  ['GE', 'LOGIQP', 614, 67],
  ['GE', 'LOGIQS7', 720, 67],
  ['GE', 'LOGIQS8', 720, 50],
  ['GE', 'LOGIQS8', 768, 60],
  ['GE', 'LOGIQS8', 819, 57],
  ['GE', 'LOGIQS8', 873, 65],
  ['GE', 'V830', 0, 70],
  ['GE', 'Voluson P8', 727, 65],
  ['GE', 'Voluson S10', 600, 62],
  ['GE', 'Voluson S10', 852, 62],
  ['GE', 'Voluson S', 743, 62],
  ['HITACHI', 'HI VISION Avius', 768, 74],
  ['HITACHI', 'HI VISION Preirus', 768, 60],
  ['HITACHI', 'ProSound F75', 768, 50],
  ['KRETZTECHNIK', 'V730', 600, 80],
  ['MEDISON', 'Accuvix V20', 768, 65],
  ['MEDISON', 'SonoAce R7', 768, 60],
  ['MINDRAY', 'DC-8 PRO', 900, 60],
  ['MINDRAY', 'M6', 600, 75],
  ['MINDRAY', 'M7', 600, 50],
  ['MINDRAY', 'M7', 768, 80],
  ['MINDRAY', 'M9', 910, 60],
  ['MINDRAY', 'Z5', 600, 62],
  ['PHILIPS', 'Affiniti 70G', 768, 22],
  ['PHILIPS', 'Affiniti 70G', 825, 70],
  ['PHILIPS', 'ClearVue 650', 600, 22],
  ['PHILIPS', 'CX50', 0, 59],
  ['PHILIPS', 'EPIQ', 600, 49],
  ['PHILIPS', 'EPIQ', 768, 49],
  ['PHILIPS', 'EPIQ', 825, 59],
  ['PHILIPS', 'iU22', 480, 47],
  ['PHILIPS', 'iU22', 600, 59],
  ['PHILIPS', 'iU22', 768, 75],
  ['SAMSUNG', 'SonoAce R7', 768, 60],
  ['SAMSUNG', 'UGEO H60', 720, 70],
  ['SIEMENS', 'ACUSON NX3', 768, 58],
  ['SIEMENS', 'G40', 600, 45],
  ['SIEMENS', 'S2000', 768, 60],
  ['SIEMENS', 'S3000', 768, 60],
  ['SIEMENS', 'X150', 600, 50],
  ['SIUI', 'CTS-8800', 0, 100],
  ['SUPERSONIC', 'Aixplorer', 1050, 89],
  ['TOSHIBA', 'A400', 720, 60],
  ['TOSHIBA', 'A500', 720, 60],
  ['TOSHIBA', 'TUS-A300', 632, 72],
  ['TOSHIBA', 'TUS-A300', 720, 68],
  ['TOSHIBA', 'TUS-A500', 632, 60],
  ['TOSHIBA', 'TUS-A500', 903, 50],
  ['ULTRASONIX', 'SONIX', 600, 60],
  ['ULTRASONIX', 'SONIX', 768, 60],
  ['ZONARE', 'Z_ONE', 600, 65],
  ['ZONARE', 'ZS3', 600, 55],
];

/** Devices with more than a bar on top, and screens that other modalities store beside their images. */
const others: readonly DeviceRegion[] = [
  {
    manufacturer: 'SIEMENS',
    model: 'Antares',
    modality: 'US',
    rows: 768,
    columns: 1024,
    blank: [
      { x: 0, y: 0, width: wholeWidth, height: 60 },
      { x: 200, y: 60, width: 20, height: 20 },
      { x: 800, y: 65, width: 104, height: 14 },
    ],
  },
  {
    manufacturer: 'SIEMENS',
    model: 'ACUSON',
    modality: 'US',
    rows: 600,
    columns: 800,
    blank: [
      { x: 0, y: 0, width: wholeWidth, height: 43 },
      { x: 128, y: 56, width: 16, height: 16 },
    ],
  },
  // Dose reports: patient and institution in the upper lines of the screen.
  {
    manufacturer: 'GE MEDICAL',
    model: 'LightSpeed',
    modality: 'CT',
    imageType: 'SCREEN SAVE',
    rows: 512,
    columns: 512,
    blank: [{ x: 0, y: 0, width: wholeWidth, height: 121 }],
  },
  {
    manufacturer: 'PHILIPS',
    modality: 'CT',
    imageType: 'DOSE',
    rows: 512,
    columns: 512,
    blank: [{ x: 0, y: 0, width: wholeWidth, height: 135 }],
  },
  {
    manufacturer: 'SIEMENS',
    modality: 'CT',
    imageType: 'SECONDARY',
    rows: 860,
    columns: 1132,
    blank: [{ x: 0, y: 0, width: wholeWidth, height: 60 }],
  },
  {
    manufacturer: 'TOSHIBA',
    model: 'Aquilion ONE',
    modality: 'CT',
    imageType: 'SECONDARY',
    rows: 512,
    columns: 512,
    blank: [{ x: 0, y: 0, width: 410, height: 240 }],
  },
  {
    manufacturer: 'PHILIPS',
    model: 'GEMINI',
    modality: 'PT',
    rows: 446,
    columns: 245,
    blank: [{ x: 0, y: 0, width: 125, height: 50 }],
  },
  {
    manufacturer: 'PHILIPS',
    model: 'GEMINI',
    modality: 'PT',
    rows: 445,
    columns: 493,
    blank: [{ x: 0, y: 0, width: 140, height: 55 }],
  },
  {
    manufacturer: 'PHILIPS',
    model: 'GEMINI',
    modality: 'PT',
    rows: 373,
    columns: 492,
    blank: [{ x: 0, y: 0, width: 100, height: 25 }],
  },
  {
    manufacturer: 'SIEMENS',
    modality: 'NM',
    imageType: 'SECONDARY',
    rows: 860,
    blank: [
      { x: 0, y: 0, width: wholeWidth, height: 90 },
      { x: 0, y: 780, width: wholeWidth, height: 80 },
    ],
  },
];

/** Devices that are known for certain, the first that fits counts; realms add their own. */
export const deviceRegions: readonly DeviceRegion[] = [
  ...topBars.map(
    ([manufacturer, model, rows, height]): DeviceRegion => ({
      manufacturer,
      model,
      modality: 'US',
      ...(rows === 0 ? {} : { rows }),
      blank: [{ x: 0, y: 0, width: wholeWidth, height }],
    }),
  ),
  ...others,
];
