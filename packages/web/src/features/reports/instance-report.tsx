// The PDF that an instance of the study holds, in place: as its report shows it.
import type { ReactNode } from 'react';
import { PdfView } from './pdf-view.tsx';
import { pdfAddress, type StudyPlace, useReports } from './reports-query.ts';

/** The PDF of an instance; something else until it is known, and where it is no PDF or may not be read. */
export function InstanceReport(props: {
  place: StudyPlace;
  sopInstanceUid: string;
  otherwise: ReactNode;
}): ReactNode {
  const list = useReports(props.place);
  const report = list.data?.data.find(({ instance }) => instance?.sop_instance_uid === props.sopInstanceUid);
  if (report === undefined || report.file === null) return props.otherwise;
  return <PdfView address={pdfAddress(props.place, report)} title={report.title} />;
}
