// Reports of a study: loaded when a study is opened, because the first page has no room for an editor and a Markdown reader.
import { lazyPart } from '../../shared/ui/lazy-part.tsx';

/** The reports of a study: list, reader, editor. Stands in the study and beside the images. */
export const Reports = lazyPart(async () => ({ default: (await import('./reports.tsx')).Reports }));

/** A PDF in place, of any address of ours. */
export const PdfView = lazyPart(async () => ({ default: (await import('./pdf-view.tsx')).PdfView }));

/** The PDF or the text of an instance, for the viewer. */
export const InstanceReport = lazyPart(async () => ({
  default: (await import('./instance-report.tsx')).InstanceReport,
}));
