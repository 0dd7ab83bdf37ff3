// The key images of the studies that are open: read when they are, and saved as soon as somebody marks one.
import { ApiError, type Study, type StudyKeyImages } from '@lumenbox/contract';
import { notifications } from '@mantine/notifications';
import { queryOptions, useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { studyUidOf } from './frame-address.ts';
import type { ViewedImage } from './image-facts.ts';
import { findFrame, watchImages } from './image-registry.ts';
import { isMarked, keyOf, othersReasons, type Wishes, withWishes } from './key-image-marks.ts';

/** What the room knows of key images, and does with them. */
export interface KeyImages {
  /** False for who may look, but write nothing, and as long as the marks of its study are not here. */
  canMark(image: ViewedImage | undefined): boolean;
  isMine(image: ViewedImage | undefined): boolean;
  /** What stands over an image that is marked, by whomever. */
  textOf(image: ViewedImage | undefined): string | undefined;
  /** How many images of a series are marked, as far as they are known. */
  countOf(seriesUid: string): number;
  toggle(image: ViewedImage | undefined): void;
}

/** Others who save at the same moment are few; more than this is a fault. */
const attemptsMax = 5;

function keyImagesQuery(patientId: string, studyId: string) {
  return queryOptions({
    queryKey: ['key-images', studyId],
    queryFn: async ({ signal }) =>
      (await api.listKeyImages({ patient_id: patientId, study_id: studyId }, { signal })).data,
  });
}

/** The key images of the studies that are open, each kept in the study of its image. */
export function useKeyImages(patientId: string, studies: readonly Study[]): KeyImages {
  const { t } = useTranslation();
  const may = useMay();
  const answers = useQueries({
    queries: studies.map(({ id }) => ({ ...keyImagesQuery(patientId, id), enabled: may('reports:read') })),
  });
  const { wishesOf, wish } = useWishes(patientId);
  useKnownImages();
  const marks = studies.map(({ id, study_instance_uid: uid }, index) => ({
    id,
    uid,
    data: answers[index]?.data,
    wishes: wishesOf(id),
  }));
  const marksFor = (image: ViewedImage) => marks.find(({ uid }) => uid === studyUidOf(image));
  const isMine = (image: ViewedImage | undefined) => {
    if (image === undefined) return false;
    const of = marksFor(image);
    return of !== undefined && isMarked(of.data, of.wishes, image);
  };
  return {
    canMark: (image) => image !== undefined && may('reports:write') && marksFor(image)?.data !== undefined,
    isMine,
    textOf: (image) => {
      if (image === undefined) return undefined;
      const others = othersReasons(marksFor(image)?.data, image);
      const reasons = [...(isMine(image) ? [t('viewer.keyImage')] : []), ...others];
      return reasons.length === 0 ? undefined : `★ ${reasons.join(' · ')}`;
    },
    countOf: (seriesUid) =>
      marks.reduce((sum, { data, wishes }) => sum + countIn(data, wishes, seriesUid), 0),
    toggle: (image) => {
      if (image === undefined) return;
      const of = marksFor(image);
      if (of !== undefined) wish(of.id, keyOf(image), !isMine(image));
    },
  };
}

function countIn(data: StudyKeyImages | undefined, wishes: Wishes, seriesUid: string): number {
  const own = withWishes(data?.images ?? [], wishes);
  const marked = [...own, ...(data?.others ?? [])].filter(
    ({ sop_instance_uid }) => findFrame(sop_instance_uid, 1)?.id.split('/')[1] === seriesUid,
  );
  return new Set(marked.map(({ sop_instance_uid, frame_number }) => `${sop_instance_uid}/${frame_number}`))
    .size;
}

/** Draws anew when further images are known. */
function useKnownImages(): void {
  const [, setCount] = useState(0);
  useEffect(() => watchImages(() => setCount((count) => count + 1)), []);
}

/** What is wanted of a study and not saved yet. */
interface OpenWishes {
  readonly wishes: Map<string, boolean>;
  isSaving: boolean;
}

/** What is wanted and not saved yet, study by study: one saving at a time, and what is wanted meanwhile goes with the next. */
function useWishes(patientId: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [shown, setShown] = useState<ReadonlyMap<string, Wishes>>(new Map());
  const open = useRef(new Map<string, OpenWishes>());
  const show = () => setShown(new Map([...open.current].map(([id, { wishes }]) => [id, new Map(wishes)])));
  const save = async (studyId: string, own: OpenWishes) => {
    if (own.isSaving) return;
    own.isSaving = true;
    try {
      while (own.wishes.size > 0) {
        const batch = new Map(own.wishes);
        const path = { patient_id: patientId, study_id: studyId };
        client.setQueryData(keyImagesQuery(patientId, studyId).queryKey, await saveWishes(path, batch));
        for (const [key, value] of batch) if (own.wishes.get(key) === value) own.wishes.delete(key);
      }
    } catch (error) {
      // What could not be saved is not shown as if it were.
      own.wishes.clear();
      notifications.show({ color: 'red', title: t('viewer.keyImageFailed'), message: explain(error, t) });
    } finally {
      own.isSaving = false;
      show();
    }
  };
  const wish = (studyId: string, key: string, isWanted: boolean) => {
    const own = open.current.get(studyId) ?? { wishes: new Map<string, boolean>(), isSaving: false };
    open.current.set(studyId, own);
    own.wishes.set(key, isWanted);
    show();
    void save(studyId, own);
  };
  return { wishesOf: (studyId: string) => shown.get(studyId) ?? noWishes, wish };
}

const noWishes: Wishes = new Map();

/** Saves on top of what the study has now. Somebody who was quicker is read again, and nothing of theirs is lost. */
async function saveWishes(
  path: { patient_id: string; study_id: string },
  wishes: Wishes,
): Promise<StudyKeyImages> {
  for (let attempt = 1; ; attempt += 1) {
    const { version, images } = (await api.listKeyImages(path)).data;
    try {
      return (await api.saveKeyImages({ ...path, version, images: withWishes(images, wishes) })).data;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409) || attempt >= attemptsMax) throw error;
    }
  }
}
