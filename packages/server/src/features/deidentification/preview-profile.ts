// What a profile would do to an instance of a study: nothing is kept of it, neither the values nor the secret.
import { randomBytes } from 'node:crypto';
import type {
  DeidentificationPreview,
  PreviewDeidentification,
  ProfileToTry,
  ValidationErrors,
} from '@lumenbox/contract';
import type { HeaderResult } from '@lumenbox/dicom';
import { previewDeidentification } from '@lumenbox/dicom/deidentify';
import type { Caller } from '../../access/index.ts';
import { type Archive, readStoredHeader, selectInstanceOfStudy } from '../../archive/index.ts';
import type { StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { DeidentificationDeps } from './deidentification.service.ts';
import { engineProfile, profileErrors } from './profile-content.ts';

const keyBytes = 32; // HMAC-SHA256
/** Stands where a case's label would. */
const label = 'CASE';

/** Tries a profile on an instance of a study. Throws `validation`, when the study has no such instance too. */
export async function previewProfile(
  deps: DeidentificationDeps & { archive: Archive },
  caller: Pick<Caller, 'scope' | 'origin'>,
  { study, input }: { study: StudiesTable; input: PreviewDeidentification },
): Promise<DeidentificationPreview> {
  const trying = tryingProfile(input.profile, 'profile.');
  if ('errors' in trying) throw failure.validation(trying.errors);
  const sopInstanceUid = input.sop_instance_uid ?? undefined;
  const instance = await selectInstanceOfStudy(deps.database.kysely, caller.scope, {
    studyId: study.id,
    sopInstanceUid,
  });
  if (instance === undefined)
    throw failure.validation({ sop_instance_uid: ['The study has no such instance with its file here.'] });
  const header = await readStoredHeader(deps.archive, instance);
  deps.audit.recordRead(caller.origin, {
    event: 'profile.previewed',
    object: { type: 'study', id: study.id },
    details: { instance_id: instance.id },
  });
  const today = deps.clock.now().slice(0, 10).replaceAll('-', '');
  return { sop_instance_uid: instance.sop_instance_uid, ...trying.on(header, today) };
}

/** What a profile of the public JSON would do to a header; or what makes it none. */
export function tryingProfile(
  input: ProfileToTry,
  prefix = '',
):
  | { errors: ValidationErrors }
  | { on: (header: HeaderResult, today: string) => Omit<DeidentificationPreview, 'sop_instance_uid'> } {
  const profile = engineProfile(input, { name: input.name ?? 'Preview', version: 1 });
  const errors = profileErrors({ ...profile, name: 'Preview' }, prefix);
  if (errors !== undefined) return { errors };
  return {
    on: (header, today) => {
      const key = randomBytes(keyBytes);
      const preview = previewDeidentification(header, { profile, key, label, today });
      const { reasons, changes, image, isWhole } = preview;
      return {
        reasons: [...reasons],
        changes: [...changes],
        image: image === undefined ? null : { ...image, boxes: [...image.boxes] },
        is_whole: isWhole,
      };
    },
  };
}
