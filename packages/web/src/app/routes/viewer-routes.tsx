// The addresses of the viewer: a study of a patient, and one of a case.
import { createRoute, useNavigate } from '@tanstack/react-router';
import { readViewerSearch, Viewer } from '../../features/viewer/index.ts';
import { windowRoute } from './frame-routes.tsx';

const patientViewerRoute = createRoute({
  getParentRoute: () => windowRoute,
  path: '/patients/$patientId/studies/$studyId/viewer',
  validateSearch: readViewerSearch,
  component: function PatientViewer() {
    const navigate = useNavigate();
    const { patientId, studyId } = patientViewerRoute.useParams();
    return (
      <Viewer
        record={{ kind: 'patient', id: patientId }}
        studyId={studyId}
        search={patientViewerRoute.useSearch()}
        onSearch={(search) =>
          void navigate({
            to: '/patients/$patientId/studies/$studyId/viewer',
            params: { patientId, studyId },
            search,
            replace: true,
          })
        }
        onClose={() => void navigate({ to: '/patients/$patientId', params: { patientId } })}
      />
    );
  },
});

const caseViewerRoute = createRoute({
  getParentRoute: () => windowRoute,
  path: '/cases/$caseId/studies/$studyId/viewer',
  validateSearch: readViewerSearch,
  component: function CaseViewer() {
    const navigate = useNavigate();
    const { caseId, studyId } = caseViewerRoute.useParams();
    return (
      <Viewer
        record={{ kind: 'case', id: caseId }}
        studyId={studyId}
        search={caseViewerRoute.useSearch()}
        onSearch={(search) =>
          void navigate({
            to: '/cases/$caseId/studies/$studyId/viewer',
            params: { caseId, studyId },
            search,
            replace: true,
          })
        }
        onClose={() => void navigate({ to: '/cases/$caseId', params: { caseId } })}
      />
    );
  },
});

export const viewerRoutes = [patientViewerRoute, caseViewerRoute] as const;
