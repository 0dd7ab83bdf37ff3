// The measurements of the study, at the side: gone to, renamed, deleted.
import { ActionIcon, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconTrash } from '../../shared/ui/icons.ts';
import {
  deleteMeasurement,
  listMeasurements,
  type Measurement,
  renameMeasurement,
  watchMeasurements,
} from './measurements.ts';
import classes from './room.module.css';

/** The list, kept up to date. */
export function useMeasurements(): { measurements: readonly Measurement[]; refresh(): void } {
  const [measurements, setMeasurements] = useState<readonly Measurement[]>([]);
  const refresh = () => setMeasurements(listMeasurements());
  useEffect(() => {
    let waiting = 0;
    // A drag tells of every pixel; a person reads ten times a second at most.
    const later = () => {
      waiting ||= window.setTimeout(() => {
        waiting = 0;
        setMeasurements(listMeasurements());
      }, 100);
    };
    later();
    const stop = watchMeasurements(later);
    return () => {
      stop();
      window.clearTimeout(waiting);
    };
  }, []);
  return { measurements, refresh };
}

/** The list. */
export function MeasurementsList(props: {
  measurements: readonly Measurement[];
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
      <Text size="xs" c="dimmed">
        {t('viewer.measurementsKept')}
      </Text>
    </aside>
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
        {measurement.facts.map(({ what, text, source }) => (
          <span key={`${what}${text}`}>
            {what === undefined ? '' : `${t(`viewer.${what}`)} `}
            {text}
            {source === undefined ? '' : ` ${t(`viewer.scaleOf.${source}`)}`}
          </span>
        ))}
      </UnstyledButton>
    </li>
  );
}
