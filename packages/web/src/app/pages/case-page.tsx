// The page of a case: its label, its studies, and uploading to it.
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ObjectHistory } from '../../features/audit/index.ts';
import { CaseActions, CaseFacts } from '../../features/cases/index.ts';
import { HeldNote, useReviewSummary } from '../../features/review-queue/index.ts';
import { StudiesSection, useStudies } from '../../features/studies/index.ts';
import { DropArea, StoppedUploads, UploadButton } from '../../features/uploads/index.ts';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { FailedPage } from '../../shared/ui/failed-page.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Tag } from '../../shared/ui/tag.tsx';

const route = getRouteApi('/signed-in/cases/$caseId');

/** The page. */
export function CasePage() {
  const { t } = useTranslation();
  const { caseId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const may = useMay();
  const query = useQuery({
    queryKey: ['case', caseId],
    queryFn: async ({ signal }) => (await api.showCase({ id: caseId }, { signal })).data,
  });
  const studies = useStudies(caseId, search);
  // Waited for: a note that came later would push the studies away under the pointer.
  const held = useReviewSummary({ isAllowed: may('cases:read'), caseId });
  const back = (
    <Anchor size="sm" renderRoot={(rootProps) => <Link {...rootProps} to="/cases" />}>
      {t('cases.title')}
    </Anchor>
  );
  const record = query.data;
  if (query.isError && record === undefined)
    return <FailedPage error={query.error} above={back} onRetry={() => void query.refetch()} />;
  if (record === undefined || held.isLoading)
    return (
      <Page title={t('frame.loading')} above={back}>
        <Skeleton height={180} />
      </Page>
    );
  const target = { id: caseId, kind: 'case', name: record.label } as const;
  const mayUpload = may('imaging:write');
  const page = (
    <Page
      title={record.label}
      above={back}
      beside={
        <>
          <Tag tone="violet">{t('cases.deidentified')}</Tag>
          {record.archived && <Tag tone="gray">{t('patients.archived')}</Tag>}
        </>
      }
      actions={
        <CaseActions
          record={record}
          studyCount={studies.data?.meta.total}
          first={mayUpload && <UploadButton target={target} />}
          onDeleted={() => void navigate({ to: '/cases' })}
        />
      }
    >
      {mayUpload && <StoppedUploads target={target} />}
      <HeldNote caseId={caseId} />
      <CaseFacts record={record} />
      <StudiesSection
        patientId={caseId}
        isOfCase
        search={search}
        onSearch={(next, options) =>
          void navigate({
            to: '/cases/$caseId',
            params: { caseId },
            search: next,
            resetScroll: false,
            ...options,
          })
        }
      />
      <ObjectHistory objectId={caseId} of="record" />
    </Page>
  );
  return mayUpload ? <DropArea target={target}>{page}</DropArea> : page;
}
