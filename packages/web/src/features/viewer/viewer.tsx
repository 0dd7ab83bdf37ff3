// The viewer as a page has it: its program comes, and beside it the answers that it will ask for first.
import { Center } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ComponentProps, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { lazyPart } from '../../shared/ui/lazy-part.tsx';
import { loadFirstAnswers, loadViewer } from './prepare-viewer.ts';
import type { ViewerPage } from './viewer-page.tsx';

type ViewerProps = ComponentProps<typeof ViewerPage>;

const Page = lazyPart(loadViewer, Unopened);

/** The window where the viewer could not be loaded. */
function Unopened({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Center component="main" mih="100vh">
      <h1 className="visually-hidden">{t('frame.failedPage')}</h1>
      {children}
    </Center>
  );
}

/** The viewer of a study; fills the window. */
export function Viewer(props: ViewerProps) {
  const maySee = useMay()('imaging:read');
  return (
    <>
      {maySee && <FirstAnswers {...props} />}
      <Suspense>
        <Page {...props} />
      </Suspense>
    </>
  );
}

/** Outside of what waits for the program: it asks meanwhile. */
function FirstAnswers({ record, studyId, search }: ViewerProps): null {
  const client = useQueryClient();
  const { kind, id } = record;
  // Where the address points to at first: it follows every step in the viewer.
  const [series] = useState(search.series);
  useEffect(() => {
    // What fails is asked for again by the page, which tells of it.
    void loadFirstAnswers()
      .then(({ askForFirstAnswers }) => askForFirstAnswers(client, { record: { kind, id }, studyId, series }))
      .catch(() => undefined);
  }, [client, kind, id, studyId, series]);
  return null;
}
