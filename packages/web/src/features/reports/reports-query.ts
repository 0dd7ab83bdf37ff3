// What is asked of the API about reports, and what has to be asked anew when one changed.
import { apiPrefix, type StudyReport } from '@lumenbox/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** Which study it is about. */
export interface StudyPlace {
  readonly patientId: string;
  readonly studyId: string;
}

/** More reports than that are looked for over the API; a study has a handful. */
const shownMax = 100;

/** The reports of a study. */
export function useReports({ patientId, studyId }: StudyPlace) {
  return useQuery({
    queryKey: ['reports', patientId, studyId, 'list'],
    queryFn: ({ signal }) =>
      api.listReports({ patient_id: patientId, study_id: studyId, per_page: shownMax }, { signal }),
  });
}

/** One report with all that it says. */
export function useReport({ patientId, studyId }: StudyPlace, reportId: string) {
  return useQuery({
    queryKey: ['reports', patientId, studyId, reportId],
    queryFn: ({ signal }) =>
      api.showReport({ patient_id: patientId, study_id: studyId, report_id: reportId }, { signal }),
  });
}

/** The newest versions of a report. */
export function useReportVersions({ patientId, studyId }: StudyPlace, reportId: string) {
  return useQuery({
    queryKey: ['reports', patientId, studyId, reportId, 'versions'],
    queryFn: ({ signal }) =>
      api.listReportVersions(
        { patient_id: patientId, study_id: studyId, report_id: reportId, per_page: shownMax },
        { signal },
      ),
  });
}

/** Has everything asked anew that shows reports of the study. */
export function useRefreshReports({ patientId, studyId }: StudyPlace): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['reports', patientId, studyId] }),
      client.invalidateQueries({ queryKey: ['studies', patientId] }),
    ]);
}

/** Where the browser finds the PDF of a report. It names the version, so that another one is another address. */
export function pdfAddress(
  { patientId, studyId }: StudyPlace,
  report: Pick<StudyReport, 'id' | 'version'>,
): string {
  const parts = [patientId, studyId, report.id].map(encodeURIComponent);
  return `${apiPrefix}/patients/${parts[0]}/studies/${parts[1]}/reports/${parts[2]}/file?version=${report.version}`;
}
