// Reads a study's measurements when it is opened, says whether what is drawn is saved, and saves it.
import { ApiError, type Study, type StudyMeasurements } from '@lumenbox/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { watchImages } from './image-registry.ts';
import { redrawMeasurements } from './measurements.ts';
import { adoptSaved, currentMeasurements, placeSaved, savedVersion } from './saved-measurements.ts';

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

/** Brings the measurements of the study onto its images, and saves them. `isDrawn`: the browser draws. */
export function useSavedMeasurements(patientId: string, study: Study, isDrawn: boolean): Saving {
  const client = useQueryClient();
  const may = useMay();
  const studyUid = study.study_instance_uid ?? '';
  const path = { patient_id: patientId, study_id: study.id };
  const queryKey = ['measurements', study.id];
  const isReadable = isDrawn && may('reports:read');
  const { data } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await api.listMeasurements(path, { signal })).data,
    enabled: isReadable,
  });
  const [state, setState] = useState<Pick<Saving, 'isSaving' | 'hasMerged' | 'error'>>(idle);
  useEffect(() => {
    if (data === undefined) return undefined;
    adoptSaved(studyUid, data);
    redrawMeasurements();
    return watchImages(() => {
      placeSaved(studyUid);
      redrawMeasurements();
    });
  }, [data, studyUid]);

  const adopt = (news: StudyMeasurements) => {
    adoptSaved(studyUid, news);
    client.setQueryData(queryKey, news);
    redrawMeasurements();
  };
  const save = async (): Promise<void> => {
    setState({ ...idle, isSaving: true });
    try {
      const measurements = currentMeasurements(studyUid);
      adopt((await api.saveMeasurements({ ...path, version: savedVersion(studyUid), measurements })).data);
      setState(idle);
    } catch (error) {
      const isOld = error instanceof ApiError && error.status === 409;
      if (isOld) adopt((await api.listMeasurements(path)).data);
      setState({ isSaving: false, hasMerged: isOld, error: isOld ? undefined : error });
    }
  };
  return {
    ...state,
    isAllowed: isReadable && may('reports:write'),
    save: () => void save().catch((error: unknown) => setState({ ...idle, error })),
  };
}

const idle = { isSaving: false, hasMerged: false, error: undefined };
