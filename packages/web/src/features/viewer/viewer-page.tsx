// The page of the viewer: gets the study, and opens the room when it is there.
import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../../shared/api/session.ts';
import { formatName } from '../../shared/format/format.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { type RecordReference, useBesideStudies, useRecord, useStudy } from './load-study.ts';
import { keepMeasurementsOf } from './measurements.ts';
import { ReadingRoom } from './reading-room.tsx';
import classes from './room.module.css';
import { besideOf, type ViewerSearch } from './viewer-search.ts';

/** The viewer of a study of a patient or case. */
export function ViewerPage(props: {
  record: RecordReference;
  studyId: string;
  search: ViewerSearch;
  onSearch(search: ViewerSearch): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { user, team } = useSession();
  const record = useRecord(props.record);
  const study = useStudy(props.record.id, props.studyId);
  const beside = useBesideStudies(
    props.record.id,
    besideOf(props.search).filter((id) => id !== props.studyId),
  );
  useEffect(() => keepMeasurementsOf(`${user.id} ${team.id}`), [user.id, team.id]);
  useEffect(() => {
    // Not whose it is: titles end up in the history of a browser.
    document.title = `${t('viewer.title')} · ${t('frame.appName')}`;
  }, [t]);
  const maySee = useMay()('imaging:read');
  if (!maySee)
    return (
      <Alone onClose={props.onClose}>
        <Text fw={600}>{t('viewer.noRight')}</Text>
        <Text size="sm">{t('viewer.noRightText')}</Text>
      </Alone>
    );
  const failed = record.isError ? record : study.isError ? study : undefined;
  if (failed !== undefined)
    return (
      <Alone onClose={props.onClose}>
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      </Alone>
    );
  if (record.data === undefined || study.data === undefined || beside.isPending)
    return (
      <Alone onClose={props.onClose}>
        <Loader size="sm" color="gray" />
        <Text size="sm" role="status">
          {t('viewer.loading')}
        </Text>
      </Alone>
    );
  if (study.data.series.length === 0 || study.data.study_instance_uid === null)
    return (
      <Alone onClose={props.onClose}>
        <Text fw={600}>{t('viewer.noImages')}</Text>
        <Text size="sm">{t('viewer.noImagesText')}</Text>
      </Alone>
    );
  return (
    <ReadingRoom
      key={study.data.id}
      patientId={props.record.id}
      study={study.data}
      beside={beside.studies}
      missing={beside.missing}
      isOfCase={'label' in record.data}
      who={'label' in record.data ? record.data.label : formatName(record.data)}
      search={props.search}
      onSearch={props.onSearch}
      onClose={props.onClose}
    />
  );
}

function Alone({ children, onClose }: { children: ReactNode; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <main className={classes.alone}>
      <h1 className="visually-hidden">{t('viewer.title')}</h1>
      <Center h="100%">
        <Stack align="center" gap="sm">
          {children}
          <Button variant="default" size="xs" onClick={onClose}>
            {t('viewer.back')}
          </Button>
        </Stack>
      </Center>
    </main>
  );
}
