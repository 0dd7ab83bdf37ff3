// The studies that came last, each a way to its record and to its images.
import type { WorklistStudy } from '@lumenbox/contract';
import { Anchor, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatDay } from '../../shared/format/format.ts';
import { orderModalities } from '../../shared/format/modalities.ts';
import { IconPhoto } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { OwnerLink, StudyState, Thumbnail, ViewerLink } from '../studies/index.ts';
import { useWorklist } from '../worklist/index.ts';
import classes from './home.module.css';

/** As many as fit on a laptop's screen below the rest. */
const shownMax = 8;

/** The section; for nobody who may not see studies. */
export function Arrivals() {
  return useMay()('studies:read') ? <LatestStudies /> : null;
}

function LatestStudies() {
  const { t } = useTranslation();
  const list = useWorklist({ sort: 'created_at', direction: 'desc', per_page: shownMax });
  const studies = list.data?.data;
  return (
    <Section>
      <Group justify="space-between" gap="xs">
        <Title order={2}>{t('home.arrivals.title')}</Title>
        <Ways />
      </Group>
      {list.isError && studies === undefined && (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending && (
        <Stack gap="md" aria-hidden>
          {['a', 'b', 'c', 'd'].map((key) => (
            <Skeleton key={key} height={40} />
          ))}
        </Stack>
      )}
      {studies?.length === 0 && <NoStudies />}
      {studies !== undefined && studies.length > 0 && (
        <ul className={classes.rows} aria-label={t('home.arrivals.title')}>
          {studies.map((study) => (
            <li key={study.id} className={classes.study}>
              <StudyLine study={study} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** To all studies, and to those that nobody has reported. */
function Ways() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Group gap="md">
      {may('reports:read') && (
        <Anchor
          size="sm"
          renderRoot={(props) => <Link {...props} to="/studies" search={{ has_report: 'no' }} />}
        >
          {t('home.arrivals.withoutReport')}
        </Anchor>
      )}
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link {...props} to="/studies" search={{ sort: 'created_at', direction: 'desc' }} />
        )}
      >
        {t('home.arrivals.all')}
      </Anchor>
    </Group>
  );
}

function StudyLine({ study }: { study: WorklistStudy }) {
  const { t } = useTranslation();
  const name = study.study_description ?? t('frame.untitledStudy');
  const day = study.study_date === null ? t('studies.undated') : formatDay(study.study_date);
  return (
    <>
      <Thumbnail patientId={study.patient.id} study={study} size="small" />
      <div className={classes.who}>
        <div>
          <OwnerLink study={study} />
        </div>
        <Text size="xs" c="dimmed" className={ui.factValue ?? ''}>
          {[name, ...orderModalities(study.modalities), day].join(' · ')}
        </Text>
      </div>
      <Text span size="sm" c="dimmed" className={classes.when ?? ''}>
        <span className="visually-hidden">{t('worklist.received')} </span>
        <Moment value={study.created_at} />
      </Text>
      <span className={classes.state}>
        <StudyState study={study} />
      </span>
      <span className={ui.aboveRowLink}>
        <ViewerLink
          patientId={study.patient.id}
          isOfCase={study.patient.kind === 'case'}
          study={study}
          name={name}
        />
      </span>
    </>
  );
}

function NoStudies() {
  const { t } = useTranslation();
  const mayUpload = useMay()('imaging:write');
  return (
    <EmptyState
      icon={<IconPhoto size={24} />}
      title={t('studies.emptyTitle')}
      text={t(mayUpload ? 'home.arrivals.emptyText' : 'worklist.emptyText')}
    />
  );
}
