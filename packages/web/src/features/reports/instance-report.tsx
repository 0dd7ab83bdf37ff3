// What an instance of the study says in words, in place: its PDF, or its content as its report shows it.
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { PdfView } from './pdf-view.tsx';
import { ReportReader } from './report-view.tsx';
import { pdfAddress, type StudyPlace, useReports } from './reports-query.ts';

/** The PDF or the text of an instance, below a heading of the first level; something else where it has neither or may not be read. */
export function InstanceReport(props: {
  place: StudyPlace;
  sopInstanceUid: string;
  otherwise: ReactNode;
}): ReactNode {
  const list = useReports(props.place);
  if (list.isPending) return <Skeleton height={120} aria-hidden />;
  const report = list.data?.data.find(({ instance }) => instance?.sop_instance_uid === props.sopInstanceUid);
  if (report === undefined) return props.otherwise;
  return report.file === null ? (
    <ReportReader place={props.place} reportId={report.id} level={1} />
  ) : (
    <PdfView address={pdfAddress(props.place, report)} title={report.title} />
  );
}
