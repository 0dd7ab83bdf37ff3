// Reads the measurements of the open studies, says whether what is drawn is saved, and saves it.
import { ApiError, type Study, type StudyMeasurements } from '@lumenbox/contract';
import { queryOptions, useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { watchImages } from './image-registry.ts';
import { redrawMeasurements } from './measurements.ts';
import {
  adoptSaved,
  currentMeasurements,
  isUnsaved,
  placeSaved,
  savedVersion,
} from './saved-measurements.ts';

/** How saving stands. */
export interface Saving {
  /** False for who may look and measure, but write nothing. */
  readonly isAllowed: boolean;
  readonly isSaving: boolean;
  /** Somebody else has saved meanwhile: what they saved is on the screen now, and ours is still to be saved. */
  readonly hasMerged: boolean;
  readonly error: unknown;
  save(): void;
}

function measurementsQuery(patientId: string, study: Study) {
  return queryOptions({
    queryKey: ['measurements', study.id],
    queryFn: async ({ signal }) =>
      (await api.listMeasurements({ patient_id: patientId, study_id: study.id }, { signal })).data,
  });
}

/** Brings the measurements of the studies onto their images, and saves them. `isDrawn`: the browser draws. */
export function useSavedMeasurements(patientId: string, studies: readonly Study[], isDrawn: boolean): Saving {
  const client = useQueryClient();
  const may = useMay();
  const isReadable = isDrawn && may('reports:read');
  const saved = useQueries({
    queries: studies.map((study) => ({ ...measurementsQuery(patientId, study), enabled: isReadable })),
    combine: dataOf,
  });
  useDrawn(studies.map(uidOf).join(' '), saved);
  const [state, setState] = useState<Pick<Saving, 'isSaving' | 'hasMerged' | 'error'>>(idle);

  const adopt = (study: Study, news: StudyMeasurements) => {
    adoptSaved(uidOf(study), news);
    client.setQueryData(measurementsQuery(patientId, study).queryKey, news);
    redrawMeasurements();
  };
  const save = async (): Promise<void> => {
    setState({ ...idle, isSaving: true });
    let hasMerged = false;
    for (const study of studies.filter((one) => isUnsaved(uidOf(one)))) {
      const path = { patient_id: patientId, study_id: study.id };
      try {
        const measurements = currentMeasurements(uidOf(study));
        const version = savedVersion(uidOf(study));
        adopt(study, (await api.saveMeasurements({ ...path, version, measurements })).data);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 409)) throw error;
        adopt(study, (await api.listMeasurements(path)).data);
        hasMerged = true;
      }
    }
    setState({ ...idle, hasMerged });
  };
  return {
    ...state,
    isAllowed: isReadable && may('reports:write'),
    save: () => void save().catch((error: unknown) => setState({ ...idle, error })),
  };
}

/** One function, so that the answer stays the same for as long as nothing new has come. */
function dataOf(answers: readonly { data: StudyMeasurements | undefined }[]) {
  return answers.map(({ data }) => data);
}

/** Draws what is saved, study by study in the order of their UIDs, now and on every image that comes to be known. */
function useDrawn(studyUids: string, saved: readonly (StudyMeasurements | undefined)[]): void {
  useEffect(() => {
    const known = studyUids.split(' ').flatMap((uid, index) => {
      const data = saved[index];
      return data === undefined ? [] : [{ uid, data }];
    });
    for (const { uid, data } of known) adoptSaved(uid, data);
    redrawMeasurements();
    return watchImages(() => {
      for (const { uid } of known) placeSaved(uid);
      redrawMeasurements();
    });
  }, [studyUids, saved]);
}

function uidOf({ study_instance_uid }: Study): string {
  return study_instance_uid ?? '';
}

const idle = { isSaving: false, hasMerged: false, error: undefined };
