// Reports of a study: loaded when a study is opened, because the first page has no room for an editor and a Markdown reader.
import { lazy } from 'react';

/** The reports of a study: list, reader, editor. Stands in the study and beside the images. */
export const Reports = lazy(async () => ({ default: (await import('./reports.tsx')).Reports }));

/** A PDF in place, of any address of ours. */
export const PdfView = lazy(async () => ({ default: (await import('./pdf-view.tsx')).PdfView }));

/** The PDF or the text of an instance, for the viewer. */
export const InstanceReport = lazy(async () => ({
  default: (await import('./instance-report.tsx')).InstanceReport,
}));
