// A profile of the public JSON as the engine has it.
import type { DeidentificationProfileContent } from '@lumenbox/contract';
import type { DeidentificationProfile, DeviceRegion } from '@lumenbox/dicom/deidentify';

/** The same profile in the engine's spelling. */
export function engineProfileOf(content: DeidentificationProfileContent): Required<DeidentificationProfile> {
  return {
    name: content.name,
    version: content.version,
    options: content.options,
    rules: content.rules.map(({ tag, action, value }) => ({
      tag,
      action,
      ...(value === null ? {} : { value }),
    })),
    retainBirthYear: content.retain_birth_year,
    accept: content.accept,
    trustRegions: content.trust_regions,
    recognizeText: content.recognize_text,
    deviceRegions: content.device_regions.map(engineDevice),
  };
}

function engineDevice({
  image_type: imageType,
  blank,
  ...rest
}: DeidentificationProfileContent['device_regions'][number]): DeviceRegion {
  const stated = Object.entries({ ...rest, imageType }).filter(([, value]) => value !== null);
  return { ...(Object.fromEntries(stated) as Omit<DeviceRegion, 'blank'>), blank };
}
