// Studies beside the one that is open: found among the record's, opened into panels, closed again; the address holds them.
import type { Series, Study } from '@lumenbox/contract';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { hang } from './hanging.ts';
import { hangingOf, ofImages, studyQuery, useStudiesOf } from './load-study.ts';
import type { RoomProps } from './reading-room.tsx';
import type { RoomAction } from './room-state.ts';
import { comparedStudy, firstHanging, hangBeside } from './study-comparison.ts';
import { besideMax, besideText } from './viewer-search.ts';

/** What is open beside, and what can be. */
export interface Comparison {
  /** The study that was opened, then those beside it. */
  readonly studies: readonly Study[];
  /** The record's other studies that are not open, newest first. */
  readonly others: readonly Study[];
  readonly isFull: boolean;
  open(studyId: string): void;
  close(studyId: string): void;
  /** Opens the study to compare with, or closes all that is beside. */
  toggle(): void;
}

/** The first hanging of a study with those beside it. */
export function hangFirst({ study, beside, search }: RoomProps) {
  return firstHanging(hang(study.series.map(hangingOf), search.series), {
    study,
    beside,
    wanted: search.series,
  });
}

/** The comparison. `shown` are the ids of series in panels; `isReady` once the first picture stands. */
export function useComparison(
  props: RoomProps,
  room: {
    readonly shown: readonly (string | undefined)[];
    readonly isReady: boolean;
    dispatch(action: RoomAction): void;
  },
): Comparison {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { study, beside, patientId, search, onSearch } = props;
  const { data: listed = [] } = useStudiesOf(patientId, room.isReady);
  const openIds = [study, ...beside].map(({ id }) => id);
  const others = listed.filter(({ id }) => !openIds.includes(id));
  const show = (next: readonly Study[]) => {
    const current = shownOf(study, room.shown);
    if (current !== undefined) room.dispatch({ type: 'hangAll', hanging: hangBeside(current, next) });
    onSearch(withoutUndefined({ ...search, beside: besideText(next.map(({ id }) => id)) }));
  };
  const open = async (id: string) => {
    const opened = await client.query(studyQuery(patientId, id));
    show([...beside, ofImages(opened)]);
  };
  const isFull = beside.length >= besideMax;
  const tryOpen = (id: string) => {
    if (isFull || openIds.includes(id)) return;
    void open(id).catch((error: unknown) =>
      notifications.show({ id: 'beside', title: t('viewer.besideFailed'), message: explain(error, t) }),
    );
  };
  return {
    studies: [study, ...beside],
    others,
    isFull,
    open: tryOpen,
    close: (id) => show(beside.filter((one) => one.id !== id)),
    toggle: () => {
      const compared = comparedStudy(study, others);
      if (beside.length > 0) show([]);
      else if (compared !== undefined) tryOpen(compared.id);
      else notifications.show({ id: 'beside', message: t('viewer.besideNone') });
    },
  };
}

/** The series of the study that is looked at: the first one in a panel. */
function shownOf(study: Study, shown: readonly (string | undefined)[]): Series | undefined {
  return study.series.find(({ id }) => shown.includes(id)) ?? study.series[0];
}
