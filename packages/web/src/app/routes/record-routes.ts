// The addresses of Home, studies, patients, cases, uploads, the inbox, the review queue and transfers. Each page is loaded when it is opened.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readCasesSearch } from '../../features/cases/index.ts';
import { readPatientsSearch } from '../../features/patients/index.ts';
import { readReviewFilter, readReviewSearch } from '../../features/review-queue/index.ts';
import { readStudiesSearch, readWorklistSearch } from '../../features/studies/index.ts';
import { readPaging } from '../../shared/url/list-search.ts';
import { signedInRoute } from './frame-routes.tsx';

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/home-page.tsx'), 'Home'),
});

const worklistRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/studies',
  validateSearch: readWorklistSearch,
  component: lazyRouteComponent(() => import('../pages/worklist-page.tsx'), 'WorklistPage'),
});

const patientsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients',
  validateSearch: readPatientsSearch,
  component: lazyRouteComponent(() => import('../pages/patients-page.tsx'), 'PatientsPage'),
});

const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId',
  validateSearch: readStudiesSearch,
  component: lazyRouteComponent(() => import('../pages/patient-page.tsx'), 'PatientPage'),
});

const casesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases',
  validateSearch: readCasesSearch,
  component: lazyRouteComponent(() => import('../pages/cases-page.tsx'), 'CasesPage'),
});

const caseRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId',
  validateSearch: readStudiesSearch,
  component: lazyRouteComponent(() => import('../pages/case-page.tsx'), 'CasePage'),
});

const receiptRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId/studies/$studyId/receipt',
  // With the data dictionary, which few pages need.
  component: lazyRouteComponent(() => import('../pages/receipt-page.tsx'), 'ReceiptPage'),
});

const uploadsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads',
  validateSearch: readPaging,
  component: lazyRouteComponent(() => import('../pages/traffic-pages.tsx'), 'UploadsPage'),
});

const uploadRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads/$uploadId',
  component: lazyRouteComponent(() => import('../pages/traffic-pages.tsx'), 'UploadPage'),
});

const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/inbox',
  validateSearch: readPaging,
  component: lazyRouteComponent(() => import('../pages/traffic-pages.tsx'), 'InboxPage'),
});

const reviewQueueRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/review-queue',
  validateSearch: readReviewSearch,
  component: lazyRouteComponent(() => import('../pages/review-pages.tsx'), 'ReviewQueuePage'),
});

const reviewItemRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/review-queue/$itemId',
  validateSearch: readReviewFilter,
  component: lazyRouteComponent(() => import('../pages/review-pages.tsx'), 'OneReviewPage'),
});

const transfersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/transfers',
  validateSearch: readPaging,
  component: lazyRouteComponent(() => import('../pages/traffic-pages.tsx'), 'TransfersPage'),
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
