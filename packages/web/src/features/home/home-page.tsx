// The page Home. Each part asks for itself: one that fails leaves the others standing.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../../shared/api/session.ts';
import { Page } from '../../shared/ui/page.tsx';
import { realmStatisticsQuery } from '../realm/index.ts';
import { DropArea, StoppedUploads, UploadButton } from '../uploads/index.ts';
import { Arrivals } from './arrivals.tsx';
import { Counts } from './counts.tsx';
import { FirstSteps } from './first-steps.tsx';
import { UploadsUnderWay } from './uploads-under-way.tsx';
import { Waiting } from './waiting.tsx';

/** The page; files may be dropped on it by whoever may upload. */
export function HomePage(props: { onOpenPatient(patientId: string): void }) {
  const mayUpload = useMay()('imaging:write');
  const parts = (
    <>
      <Counts />
      <Waiting />
      {mayUpload && <UploadsUnderWay />}
      <ArrivalsOrFirstSteps {...props} />
    </>
  );
  return mayUpload ? <TakingFiles>{parts}</TakingFiles> : <Frame>{parts}</Frame>;
}

function Frame(props: { actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const { team } = useSession();
  return (
    <Page
      title={t('home.title')}
      description={t('home.description', { team: team.name })}
      actions={props.actions}
    >
      {props.children}
    </Page>
  );
}

function TakingFiles({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const target = useMemo(() => ({ kind: 'match', name: t('uploads.matchTarget') }) as const, [t]);
  return (
    <DropArea target={target}>
      <Frame actions={<UploadButton target={target} />}>
        <StoppedUploads target={target} />
        {children}
      </Frame>
    </DropArea>
  );
}

/** A team that has nothing yet is told how to begin. */
function ArrivalsOrFirstSteps(props: { onOpenPatient(patientId: string): void }) {
  const held = useQuery(realmStatisticsQuery).data;
  const isNew = held !== undefined && held.patient_count + held.case_count + held.study_count === 0;
  return isNew ? <FirstSteps {...props} /> : <Arrivals />;
}
