// The worklist: all studies of a realm, as a caller narrows and orders them.
import type { ListWorklist, WorklistStudy } from '@lumenbox/contract';
import { worklistReach } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import { formatMillis } from '../../platform/clock.ts';
import { failure } from '../../platform/errors.ts';
import { pageWindow } from '../../platform/http/index.ts';
import type { OwnedStudy } from './owned-studies.store.ts';
import { type StudyContentsDeps, withContents } from './studies.service.ts';
import { type ListedStudies, readWorklist } from './worklist-reading.ts';
import { termConditions, wordsOf } from './worklist-words.ts';

const dayMs = 86_400_000;

/** Each word, and each modality, is a look-up or more for every study that is looked at. */
const wordsMax = 8;

/** One page of the realm's studies. Throws `validation` when what is asked for cannot be answered at a bounded price. */
export async function listWorklist(
  deps: StudyContentsDeps,
  caller: Caller,
  input: ListWorklist,
): Promise<{ rows: WorklistStudy[]; total: number; hasMore: boolean }> {
  const { studies: owned, total, hasMore } = await findPage(deps, caller, input);
  deps.audit.recordRead(caller.origin, {
    event: 'study.listed',
    details: { page: input.page, per_page: input.per_page, count: owned.length },
  });
  const studies = await withContents(
    deps,
    caller,
    owned.map(({ study }) => study),
  );
  const rows = owned.flatMap(({ owner }, index) => {
    const study = studies[index];
    return study === undefined ? [] : [{ ...study, patient: presentOwner(owner) }];
  });
  return { rows, total, hasMore };
}

async function findPage(
  deps: StudyContentsDeps,
  caller: Caller,
  input: ListWorklist,
): Promise<ListedStudies> {
  const modalities = (input.modality ?? '')
    .split(',')
    .map((modality) => modality.trim())
    .filter((modality) => modality !== '');
  const [search, institution] = [input.search ?? '', input.institution ?? ''];
  for (const [field, words] of Object.entries({
    search: wordsOf(search),
    institution: wordsOf(institution),
    modality: modalities,
  }))
    if (words.length > wordsMax)
      throw failure.validation({
        [field]: [`The ${field} field must not have more than ${wordsMax} words.`],
      });
  const order = input.sort ?? 'study_date';
  const window = pageWindow(input);
  const list = await readWorklist(deps, caller.scope, {
    terms: termConditions({
      modalities,
      bodyPart: input.body_part ?? '',
      institution,
      status: input.status ?? '',
      hasReport: input.has_report ?? undefined,
      search,
    }),
    dayFrom: firstDay(deps, input),
    dayTo: input.date_to ?? null,
    order,
    direction: input.direction ?? (order === 'patient_name' ? 'asc' : 'desc'),
    ...window,
    // Behind what pages reach there is nothing to skip to.
    offset: Math.min(window.offset, worklistReach),
    reach: worklistReach,
  });
  if (list === undefined)
    throw failure.validation({ sort: ['Too many studies match in part. Narrow the filters.'] });
  return list;
}

/** The later of the first day and the first of the last days; null: no first day. */
function firstDay(deps: Pick<StudyContentsDeps, 'clock'>, input: ListWorklist): string | null {
  const { date_from = null, last_days } = input;
  if (last_days === null || last_days === undefined) return date_from;
  const first = formatMillis(deps.clock.nowMs() - (last_days - 1) * dayMs).slice(0, 10);
  return date_from !== null && date_from > first ? date_from : first;
}

function presentOwner(owner: OwnedStudy['owner']): WorklistStudy['patient'] {
  const names = [owner.family_name ?? '', owner.given_names ?? ''].filter((name) => name !== '');
  return {
    id: owner.id,
    kind: owner.kind,
    name: owner.kind === 'case' ? (owner.label ?? '') : names.join(', '),
  };
}
