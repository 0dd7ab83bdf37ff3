// The measurements of the study, at the side: gone to, renamed, deleted.
import type { Study } from '@lumenbox/contract';
import { ActionIcon, Button, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { IconTrash } from '../../shared/ui/icons.ts';
import { factText } from './measurement-texts.ts';
import {
  deleteMeasurement,
  listMeasurements,
  type Measurement,
  renameMeasurement,
  watchMeasurements,
} from './measurements.ts';
import classes from './room.module.css';
import { isUnsaved, watchSaved } from './saved-measurements.ts';
import type { Saving } from './use-saved-measurements.ts';

/** The list, kept up to date. */
export function useMeasurements(studies: readonly Study[]): {
  measurements: readonly Measurement[];
  isUnsaved: boolean;
  refresh(): void;
} {
  const look = () => ({ measurements: listMeasurements(), isUnsaved: studies.some(isUnsavedStudy) });
  const [seen, setSeen] = useState(look);
  const onLook = useEffectEvent(() => setSeen(look()));
  useEffect(() => {
    let waiting = 0;
    // A drag tells of every pixel; a person reads ten times a second at most.
    const later = () => {
      waiting ||= window.setTimeout(() => {
        waiting = 0;
        onLook();
      }, 100);
    };
    later();
    const stops = [watchMeasurements(later), watchSaved(later)];
    return () => {
      for (const stop of stops) stop();
      window.clearTimeout(waiting);
    };
  }, []);
  useEffect(() => {
    if (!seen.isUnsaved) return undefined;
    // The browser asks before it closes the tab.
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => window.removeEventListener('beforeunload', onUnload);
  }, [seen.isUnsaved]);
  return { ...seen, refresh: () => setSeen(look()) };
}

function isUnsavedStudy({ study_instance_uid }: Study): boolean {
  return study_instance_uid !== null && isUnsaved(study_instance_uid);
}

/** The list. */
export function MeasurementsList(props: {
  measurements: readonly Measurement[];
  isUnsaved: boolean;
  saving: Saving;
  onGo(measurement: Measurement): void;
  onChanged(): void;
}) {
  const { t } = useTranslation();
  return (
    <aside className={classes.list} aria-label={t('viewer.measurements')}>
      <Text component="h2" size="sm" fw={600} m={0}>
        {t('viewer.measurements')}
      </Text>
      {props.measurements.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('viewer.measurementsNone')}
        </Text>
      )}
      <ol>
        {props.measurements.map((measurement, index) => (
          <Line key={measurement.id} {...props} measurement={measurement} number={index + 1} />
        ))}
      </ol>
      <SavingState {...props} />
    </aside>
  );
}

/** Whether what is drawn is in the study, and the button that brings it there. */
function SavingState(props: {
  measurements: readonly Measurement[];
  isUnsaved: boolean;
  saving: Saving;
  onChanged(): void;
}) {
  const { t } = useTranslation();
  const { measurements, isUnsaved: isOpen, saving } = props;
  const { isAllowed, isSaving, hasMerged, error } = saving;
  if (!isAllowed)
    return (
      <Text size="xs" c="dimmed">
        {t('viewer.measurementsKept')}
      </Text>
    );
  return (
    <Stack gap={6}>
      <Button size="xs" variant="light" disabled={!isOpen} loading={isSaving} onClick={saving.save}>
        {t('viewer.measurementsSave')}
      </Button>
      <Text size="xs" c="dimmed" role="status">
        {hasMerged && t('viewer.measurementsMerged')}
        {!hasMerged && isOpen && t('viewer.measurementsOpen')}
        {!hasMerged && !isOpen && measurements.length > 0 && t('viewer.measurementsSaved')}
      </Text>
      {error !== undefined && (
        <Text size="xs" c="red" role="alert">
          {explain(error, t)}
        </Text>
      )}
    </Stack>
  );
}

function Line(props: {
  measurement: Measurement;
  number: number;
  onGo(measurement: Measurement): void;
  onChanged(): void;
}) {
  const { t } = useTranslation();
  const { measurement, number } = props;
  const tool = t(`viewer.toolNames.${measurement.tool}`);
  const name = measurement.name === '' ? `${tool} ${number}` : measurement.name;
  return (
    <li data-selected={measurement.isSelected}>
      <div className={classes.measurement}>
        <TextInput
          size="xs"
          variant="unstyled"
          key={name}
          defaultValue={name}
          readOnly={measurement.isOfOthers}
          aria-label={t('viewer.measurementName')}
          onBlur={(event) => {
            const wanted = event.currentTarget.value.trim();
            if (wanted === name) return;
            renameMeasurement(measurement.id, wanted);
            props.onChanged();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          disabled={measurement.isOfOthers}
          aria-label={t('viewer.measurementDelete', { name })}
          onClick={() => {
            deleteMeasurement(measurement.id);
            props.onChanged();
          }}
        >
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      </div>
      <UnstyledButton className={classes.facts ?? ''} onClick={() => props.onGo(measurement)}>
        <span className="visually-hidden">{t('viewer.measurementGo', { name })}</span>
        {measurement.facts.length === 0 ? tool : null}
        {measurement.facts.map((fact) => (
          <span key={factText(fact, t)}>{factText(fact, t)}</span>
        ))}
      </UnstyledButton>
    </li>
  );
}
