// A profile's content in its two spellings: the engine's, which is stored, and that of the public JSON.
import {
  type CreateDeidentificationProfile,
  type DeidentificationProfileContent,
  deidentificationOptions,
  deidentificationReasons,
  type UpdateDeidentificationProfile,
  type ValidationErrors,
} from '@lumenbox/contract';
import {
  type DeidentificationProfile,
  type DeviceRegion,
  profileNames,
  profileProblems,
} from '@lumenbox/dicom/deidentify';

/** What the public JSON says of a profile beside its name. */
type Settings = Omit<CreateDeidentificationProfile, 'name'>;

/** The profile that the public JSON means. What it leaves out is as in the Basic Profile, or as it was. */
export function engineProfile(
  input: Settings | Omit<UpdateDeidentificationProfile, 'version'>,
  before: Pick<DeidentificationProfile, 'name' | 'version'> & Partial<DeidentificationProfile>,
): DeidentificationProfile {
  const { options, rules, retain_birth_year, accept, trust_regions, recognize_text } = input;
  const deviceRegions = input.device_regions?.map(engineDevice) ?? before.deviceRegions ?? [];
  return {
    name: 'name' in input && input.name !== undefined ? input.name : before.name,
    version: before.version,
    options: options
      ? deidentificationOptions.filter((option) => options.includes(option))
      : (before.options ?? []),
    rules: rules
      ? rules.map(({ tag, action, value }) => ({
          tag,
          action,
          ...(action === 'replace' && typeof value === 'string' ? { value } : {}),
        }))
      : (before.rules ?? []),
    retainBirthYear: retain_birth_year ?? before.retainBirthYear ?? false,
    accept: accept
      ? deidentificationReasons.filter((reason) => accept.includes(reason))
      : (before.accept ?? []),
    trustRegions: trust_regions ?? before.trustRegions ?? false,
    recognizeText: recognize_text ?? before.recognizeText ?? 'off',
    deviceRegions,
  };
}

type PublicDevice = NonNullable<Settings['device_regions']>[number];

function engineDevice(device: PublicDevice): DeviceRegion {
  const { manufacturer, model, modality, image_type, rows, columns, blank } = device;
  const stated = { manufacturer, model, modality, imageType: image_type, rows, columns };
  const known = Object.entries(stated).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...(Object.fromEntries(known) as Omit<DeviceRegion, 'blank'>),
    blank: blank.map(({ x, y, width, height }) => ({ x, y, width, height })),
  };
}

/** A stored profile in the public JSON. */
export function publicProfile(profile: DeidentificationProfile): DeidentificationProfileContent {
  return {
    name: profile.name,
    version: profile.version,
    options: [...profile.options],
    rules: profile.rules.map(({ tag, action, value }) => ({ tag, action, value: value ?? null })),
    retain_birth_year: profile.retainBirthYear,
    accept: [...profile.accept],
    trust_regions: profile.trustRegions ?? false,
    recognize_text: profile.recognizeText ?? 'off',
    device_regions: (profile.deviceRegions ?? []).map((device) => ({
      manufacturer: device.manufacturer ?? null,
      model: device.model ?? null,
      modality: device.modality ?? null,
      image_type: device.imageType ?? null,
      rows: device.rows ?? null,
      columns: device.columns ?? null,
      blank: device.blank.map((one) => ({ ...one })),
    })),
  };
}

/** The public spelling of an engine's field, where the two differ. */
const publicNames: Readonly<Record<string, string>> = {
  trustRegions: 'trust_regions',
  recognizeText: 'recognize_text',
  deviceRegions: 'device_regions',
  imageType: 'image_type',
};

/** What is wrong with a profile, by field; `undefined`: nothing. */
export function profileErrors(profile: DeidentificationProfile, prefix = ''): ValidationErrors | undefined {
  const errors: ValidationErrors = {};
  const isBuiltIn = profileNames.some((name) => name === profile.name.toLowerCase());
  if (isBuiltIn) errors[`${prefix}name`] = [`${profile.name} is a built-in profile. Choose another name.`];
  for (const { path, text } of profileProblems(profile)) {
    const field = path.map((part) => publicNames[part] ?? part).join('.');
    errors[`${prefix}${field}`] ??= [text];
  }
  return Object.keys(errors).length === 0 ? undefined : errors;
}
