// Reports of a study: loaded when a study is opened, because the first page has no room for an editor and a Markdown reader.
import { lazy } from 'react';

/** The reports of a study: list, reader, editor. Stands in the study and beside the images. */
export const Reports = lazy(async () => ({ default: (await import('./reports.tsx')).Reports }));
