// A profile as its form holds it, and back.
import type {
  DeidentificationOption,
  DeidentificationProfileVersion,
  DeidentificationReason,
  DeidentificationRuleAction,
  TextRecognition,
} from '@lumenbox/contract';
import { attributeText, tagText } from './attribute-text.ts';

/** A rule in the form; its key tells rows apart while they move. */
export interface RuleValues {
  key: string;
  /** A keyword or a tag, as it was typed. */
  tag: string;
  action: DeidentificationRuleAction;
  value: string;
}

/** A place of a device in the form: a device with several has a row for each. */
export interface DeviceValues {
  key: string;
  manufacturer: string;
  model: string;
  modality: string;
  image_type: string;
  rows: number | '';
  columns: number | '';
  blank: { x: number | ''; y: number | ''; width: number | ''; height: number | '' }[];
}

/** The form. */
export interface ProfileValues extends Record<string, unknown> {
  name: string;
  options: DeidentificationOption[];
  rules: RuleValues[];
  retain_birth_year: boolean;
  accept: DeidentificationReason[];
  trust_regions: boolean;
  recognize_text: TextRecognition;
  device_regions: DeviceValues[];
}

/** A new profile: the Basic Profile as it is. */
export const blankProfile: ProfileValues = {
  name: '',
  options: [],
  rules: [],
  retain_birth_year: false,
  accept: [],
  trust_regions: false,
  recognize_text: 'off',
  device_regions: [],
};

/** A profile, or one of its versions, for the form. */
export function valuesOf(
  profile: Pick<
    DeidentificationProfileVersion,
    | 'name'
    | 'options'
    | 'rules'
    | 'retain_birth_year'
    | 'accept'
    | 'trust_regions'
    | 'recognize_text'
    | 'device_regions'
  >,
): ProfileValues {
  const { name, options, rules, retain_birth_year, accept, trust_regions, recognize_text } = profile;
  return {
    name,
    options: [...options],
    rules: rules.map(({ tag, action, value }, index) => ({
      key: `${tag} ${index}`,
      tag: attributeText(tag),
      action,
      value: value ?? '',
    })),
    retain_birth_year,
    accept: [...accept],
    trust_regions,
    recognize_text,
    // Each device that fits adds its places: rows of one device mean the same as one with all.
    device_regions: profile.device_regions.flatMap((device, index) =>
      device.blank.map((place, number) => ({
        key: `${index} ${number}`,
        manufacturer: device.manufacturer ?? '',
        model: device.model ?? '',
        modality: device.modality ?? '',
        image_type: device.image_type ?? '',
        rows: device.rows ?? '',
        columns: device.columns ?? '',
        blank: [{ ...place }],
      })),
    ),
  };
}

/** A new row of devices: a bar on top of a common screen. */
export function newDevice(): DeviceValues {
  return {
    key: crypto.randomUUID(),
    manufacturer: '',
    model: '',
    modality: '',
    image_type: '',
    rows: '',
    columns: '',
    blank: [{ x: 0, y: 0, width: 1024, height: 60 }],
  };
}

/** What the API is sent. */
export function inputOf(values: ProfileValues) {
  const { name, options, rules, retain_birth_year, accept, trust_regions, recognize_text } = values;
  return {
    name,
    options,
    rules: rules.map(({ tag, action, value }) => ({
      tag: tagText(tag),
      action,
      ...(action === 'replace' ? { value } : {}),
    })),
    retain_birth_year,
    accept,
    trust_regions,
    recognize_text,
    device_regions: values.device_regions.map(
      ({ manufacturer, model, modality, image_type, rows, columns, blank }) => ({
        manufacturer: manufacturer || null,
        model: model || null,
        modality: modality || null,
        image_type: image_type || null,
        rows: rows === '' ? null : rows,
        columns: columns === '' ? null : columns,
        // Nothing is no number: the API says so beside the field.
        blank: blank.map(({ x, y, width, height }) => ({
          x: Number(x),
          y: Number(y),
          width: Number(width),
          height: Number(height),
        })),
      }),
    ),
  };
}

/** As many rules as the API takes. */
const rulesMax = 1000;
const deviceFields = [
  'manufacturer',
  'model',
  'modality',
  'image_type',
  'rows',
  'columns',
  'blank.0.x',
  'blank.0.y',
  'blank.0.width',
  'blank.0.height',
];
/** As many devices. */
const devicesMax = 200;

/** Every field of the form, as the API names it. */
export const profileFields: readonly string[] = [
  'name',
  'options',
  'accept',
  'trust_regions',
  'recognize_text',
  ...Array.from({ length: devicesMax }, (_, index) =>
    deviceFields.map((field) => `device_regions.${index}.${field}`),
  ).flat(),
  ...Array.from({ length: rulesMax }, (_, index) =>
    ['tag', 'action', 'value'].map((field) => `rules.${index}.${field}`),
  ).flat(),
];
