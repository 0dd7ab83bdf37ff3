// The addresses of Home, studies, patients, cases, uploads, the inbox, the review queue and transfers. Each page is loaded when it is opened.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readCasesSearch } from '../../features/cases/index.ts';
import { readPatientsSearch } from '../../features/patients/index.ts';
import { readReviewFilter, readReviewSearch } from '../../features/review-queue/index.ts';
import { readStudiesSearch } from '../../features/studies/index.ts';
import { readWorklistSearch } from '../../features/worklist/index.ts';
import { readPaging } from '../../shared/url/list-search.ts';
import { signedInRoute } from './frame-routes.tsx';
import { lazyPage } from './lazy-page.ts';

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  component: lazyPage(() => import('../pages/home-page.tsx'), 'Home'),
});

const worklistRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/studies',
  validateSearch: readWorklistSearch,
  component: lazyPage(() => import('../pages/worklist-page.tsx'), 'WorklistPage'),
});

const patientsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients',
  validateSearch: readPatientsSearch,
  // One of the first pages: its texts are there with the frame's.
  component: lazyRouteComponent(() => import('../pages/patients-page.tsx'), 'PatientsPage'),
});

const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId',
  validateSearch: readStudiesSearch,
  component: lazyPage(() => import('../pages/patient-page.tsx'), 'PatientPage'),
});

const casesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases',
  validateSearch: readCasesSearch,
  component: lazyPage(() => import('../pages/cases-page.tsx'), 'CasesPage'),
});

const caseRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId',
  validateSearch: readStudiesSearch,
  component: lazyPage(() => import('../pages/case-page.tsx'), 'CasePage'),
});

const receiptRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId/studies/$studyId/receipt',
  // With the data dictionary, which few pages need.
  component: lazyPage(() => import('../pages/receipt-page.tsx'), 'ReceiptPage'),
});

const uploadsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads',
  validateSearch: readPaging,
  component: lazyPage(() => import('../pages/traffic-pages.tsx'), 'UploadsPage'),
});

const uploadRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads/$uploadId',
  component: lazyPage(() => import('../pages/traffic-pages.tsx'), 'UploadPage'),
});

const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/inbox',
  validateSearch: readPaging,
  component: lazyPage(() => import('../pages/traffic-pages.tsx'), 'InboxPage'),
});

const reviewQueueRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/review-queue',
  validateSearch: readReviewSearch,
  component: lazyPage(() => import('../pages/review-pages.tsx'), 'ReviewQueuePage'),
});

const reviewItemRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/review-queue/$itemId',
  validateSearch: readReviewFilter,
  component: lazyPage(() => import('../pages/review-pages.tsx'), 'OneReviewPage'),
});

const transfersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/transfers',
  validateSearch: readPaging,
  component: lazyPage(() => import('../pages/traffic-pages.tsx'), 'TransfersPage'),
});

export const recordRoutes = [
  homeRoute,
  worklistRoute,
  patientsRoute,
  patientRoute,
  casesRoute,
  caseRoute,
  receiptRoute,
  uploadsRoute,
  uploadRoute,
  inboxRoute,
  reviewQueueRoute,
  reviewItemRoute,
  transfersRoute,
] as const;
