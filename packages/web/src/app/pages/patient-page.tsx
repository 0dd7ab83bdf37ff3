// The page of a patient: who it is, its identifiers, its studies, and uploading to it.
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ObjectHistory } from '../../features/audit/index.ts';
import { Identifiers, PatientActions, PatientFacts } from '../../features/patients/index.ts';
import { StudiesSection, useStudies } from '../../features/studies/index.ts';
import { DropArea, StoppedUploads, UploadButton } from '../../features/uploads/index.ts';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { formatListedName, formatName } from '../../shared/format/format.ts';
import { FailedPage } from '../../shared/ui/failed-page.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import classes from '../shell.module.css';

const route = getRouteApi('/signed-in/patients/$patientId');

/** The page; a case's id leads on to the case. */
export function PatientPage() {
  const { t } = useTranslation();
  const { patientId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const may = useMay();
  const query = useQuery({
    queryKey: ['patient', patientId],
    queryFn: async ({ signal }) => (await api.showPatient({ id: patientId }, { signal })).data,
  });
  const studies = useStudies(patientId, search);
  const back = (
    <Anchor size="sm" renderRoot={(rootProps) => <Link {...rootProps} to="/patients" />}>
      {t('patients.title')}
    </Anchor>
  );
  const patient = query.data;
  if (query.isError && patient === undefined)
    return <FailedPage error={query.error} above={back} onRetry={() => void query.refetch()} />;
  if (patient === undefined)
    return (
      <Page title={t('frame.loading')} above={back}>
        <Skeleton height={180} />
      </Page>
    );
  if ('label' in patient) return <Navigate to="/cases/$caseId" params={{ caseId: patientId }} replace />;
  const target = { id: patientId, kind: 'patient', name: formatName(patient) } as const;
  const mayUpload = may('imaging:write');
  const page = (
    <Page
      title={formatListedName(patient)}
      above={back}
      beside={patient.archived && <Tag tone="gray">{t('patients.archived')}</Tag>}
      actions={
        <PatientActions
          patient={patient}
          studyCount={studies.data?.meta.total}
          first={mayUpload && <UploadButton target={target} />}
          onDeleted={() => void navigate({ to: '/patients' })}
        />
      }
    >
      {mayUpload && <StoppedUploads target={target} />}
      <div className={classes.beside}>
        <PatientFacts patient={patient} />
        <Identifiers patientId={patientId} />
      </div>
      <StudiesSection
        patientId={patientId}
        search={search}
        onSearch={(next, options) =>
          void navigate({
            to: '/patients/$patientId',
            params: { patientId },
            search: next,
            resetScroll: false,
            ...options,
          })
        }
      />
      <ObjectHistory objectId={patientId} of="record" />
    </Page>
  );
  return mayUpload ? <DropArea target={target}>{page}</DropArea> : page;
}
