// The addresses of studies, patients, cases, uploads, the inbox and transfers.
import { createRoute, lazyRouteComponent, useNavigate } from '@tanstack/react-router';
import { CasesList, readCasesSearch } from '../../features/cases/index.ts';
import { InboxList } from '../../features/inbox/index.ts';
import { PatientsList, readPatientsSearch } from '../../features/patients/index.ts';
import { readStudiesSearch, readWorklistSearch, Worklist } from '../../features/studies/index.ts';
import { TransfersList } from '../../features/transfers/index.ts';
import { UploadDetail, UploadsList } from '../../features/uploads/index.ts';
import { readPaging } from '../../shared/url/list-search.ts';
import { CasePage } from '../pages/case-page.tsx';
import { PatientPage } from '../pages/patient-page.tsx';
import { signedInRoute } from './frame-routes.tsx';

const worklistRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/studies',
  validateSearch: readWorklistSearch,
  component: function Studies() {
    const navigate = useNavigate();
    return (
      <Worklist
        search={worklistRoute.useSearch()}
        onSearch={(search, options) => void navigate({ to: '/studies', search, ...options })}
      />
    );
  },
});

const patientsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients',
  validateSearch: readPatientsSearch,
  component: function Patients() {
    const navigate = useNavigate();
    return (
      <PatientsList
        search={patientsRoute.useSearch()}
        onSearch={(search, options) => void navigate({ to: '/patients', search, ...options })}
        onOpen={(patientId) => void navigate({ to: '/patients/$patientId', params: { patientId } })}
      />
    );
  },
});

const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId',
  validateSearch: readStudiesSearch,
  component: PatientPage,
});

const casesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases',
  validateSearch: readCasesSearch,
  component: function Cases() {
    const navigate = useNavigate();
    return (
      <CasesList
        search={casesRoute.useSearch()}
        onSearch={(search, options) => void navigate({ to: '/cases', search, ...options })}
        onOpen={(caseId) => void navigate({ to: '/cases/$caseId', params: { caseId } })}
      />
    );
  },
});

const caseRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId',
  validateSearch: readStudiesSearch,
  component: CasePage,
});

const receiptRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId/studies/$studyId/receipt',
  // With the data dictionary, which nothing else of the dashboard needs.
  component: lazyRouteComponent(() => import('../pages/receipt-page.tsx'), 'ReceiptPage'),
});

const uploadsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads',
  validateSearch: readPaging,
  component: function Uploads() {
    const navigate = useNavigate();
    return (
      <UploadsList
        search={uploadsRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/uploads', search })}
      />
    );
  },
});

const uploadRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads/$uploadId',
  component: function OneUpload() {
    return <UploadDetail uploadId={uploadRoute.useParams().uploadId} />;
  },
});

const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/inbox',
  validateSearch: readPaging,
  component: function Inbox() {
    const navigate = useNavigate();
    return (
      <InboxList
        search={inboxRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/inbox', search })}
      />
    );
  },
});

const transfersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/transfers',
  validateSearch: readPaging,
  component: function Transfers() {
    const navigate = useNavigate();
    return (
      <TransfersList
        search={transfersRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/transfers', search })}
      />
    );
  },
});

export const recordRoutes = [
  worklistRoute,
  patientsRoute,
  patientRoute,
  casesRoute,
  caseRoute,
  receiptRoute,
  uploadsRoute,
  uploadRoute,
  inboxRoute,
  transfersRoute,
] as const;
