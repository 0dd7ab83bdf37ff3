// What the quick search finds: a few patients, cases and studies, each in its group; and what was opened last.
import type { Permission } from '@lumenbox/contract';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import { formatDay, formatListedName } from '../../shared/format/format.ts';
import { orderModalities } from '../../shared/format/modalities.ts';

/** The groups, in the order in which they are shown. */
export const groups = ['patients', 'cases', 'studies'] as const;
export type Group = (typeof groups)[number];

/** Something that can be opened. */
export interface Entry {
  readonly key: string;
  readonly group: Group;
  /** The patient or case on whose page it is. */
  readonly ownerId: string;
  readonly isOfCase: boolean;
  readonly studyId?: string;
  readonly line: string;
  readonly description: string;
}

/** Of each group; who does not see it types more of its name. */
const shownMax = 5;

const permissions = {
  patients: 'patients:read',
  cases: 'cases:read',
  studies: 'studies:read',
} as const satisfies Record<Group, Permission>;

type Find = (search: string, signal: AbortSignal) => Promise<Entry[]>;
const finds: Readonly<Record<Group, Find>> = {
  patients: async (search, signal) => {
    const { data } = await api.listPatients({ search, per_page: shownMax }, { signal });
    return data.map((patient) => ({
      key: patient.id,
      group: 'patients',
      ownerId: patient.id,
      isOfCase: false,
      line: formatListedName(patient),
      description: patient.date_of_birth === null ? '' : formatDay(patient.date_of_birth),
    }));
  },
  cases: async (search, signal) => {
    const { data } = await api.listCases({ search, per_page: shownMax }, { signal });
    return data.map(({ id, label }) => ({
      key: id,
      group: 'cases',
      ownerId: id,
      isOfCase: true,
      line: label,
      description: '',
    }));
  },
  studies: async (search, signal) => {
    const { data } = await api.listWorklist({ search, per_page: shownMax }, { signal });
    return data.map((study) => ({
      key: study.id,
      group: 'studies',
      ownerId: study.patient.id,
      isOfCase: study.patient.kind === 'case',
      studyId: study.id,
      line: study.study_description ?? '',
      description: [
        study.patient.name,
        study.study_date === null ? '' : formatDay(study.study_date),
        orderModalities(study.modalities).join(', '),
        study.accession_no ?? '',
      ]
        .filter((text) => text !== '')
        .join(' · '),
    }));
  },
};

/** What matches a text, of the groups that one may read; the last text's answers until those of a new one are there. */
export function useFoundEntries(search: string, may: (permission: Permission) => boolean) {
  const readable = groups.filter((group) => may(permissions[group]));
  return useQuery({
    queryKey: ['quick-search', search, readable],
    enabled: search !== '',
    // All at once, and all given up when the next letter is typed.
    queryFn: async ({ signal }) =>
      (await Promise.all(readable.map((group) => finds[group](search, signal)))).flat(),
    placeholderData: keepPreviousData,
  });
}

const recentKey = ['quick-search-recent'];
/** As many as fit without scrolling. */
const recentMax = 8;

/** What was opened last from here. It is kept with the answers of the team: in memory, until one signs out or changes the team. */
export function useRecentEntries() {
  const client = useQueryClient();
  client.setQueryDefaults(recentKey, { gcTime: Number.POSITIVE_INFINITY });
  const read = () => client.getQueryData<readonly Entry[]>(recentKey) ?? [];
  const note = (entry: Entry) =>
    client.setQueryData<readonly Entry[]>(
      recentKey,
      [entry, ...read().filter(({ key }) => key !== entry.key)].slice(0, recentMax),
    );
  return { read, note };
}
