// Before files go to a case: what would go of one of them, by the case's own profile. Looked at on this computer alone.
import { Alert, Button, Group, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { PreviewSides } from '../deidentification-preview/index.ts';
import type { PreviewTasks } from './preview-here.worker.ts';
import { createTaskThread } from './task-thread.ts';
import type { FoundFile } from './walk-entries.ts';

/** Files to choose from: a longer list is nothing that anybody scrolls through. */
const choicesMax = 500;

/** The choice, and both sides of the file that is chosen. */
export function PreviewFiles({ caseId, files }: { caseId: string; files: readonly FoundFile[] }) {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const chosen = files.find((file) => file.path === path) ?? files[0];
  const tried = useMutation({ mutationFn: () => tryFile(caseId, chosen), gcTime: 0 });
  const shown = useRef<HTMLDivElement>(null);
  useLetGo(tried.data?.address);
  useEffect(() => {
    // The result comes below what the dialog shows.
    if (tried.data !== undefined) shown.current?.scrollIntoView({ block: 'start' });
  }, [tried.data]);
  if (chosen === undefined) return null;
  return (
    <details>
      <summary>{t('uploads.preview.title')}</summary>
      <Stack gap="sm" mt="xs">
        <Text size="sm" c="dimmed">
          {t('uploads.preview.text')}
        </Text>
        <Group align="end" gap="xs" ref={shown}>
          <NativeSelect
            label={t('uploads.preview.file')}
            value={chosen.path}
            data={files.slice(0, choicesMax).map((file) => file.path)}
            onChange={(event) => {
              setPath(event.currentTarget.value);
              tried.reset();
            }}
            flex={1}
          />
          <Button variant="default" loading={tried.isPending} onClick={() => tried.mutate()}>
            {t('uploads.preview.run')}
          </Button>
        </Group>
        {tried.isError && (
          <Alert color="red" role="alert">
            {explain(tried.error, t)}
          </Alert>
        )}
        {tried.isSuccess && tried.data === undefined && (
          <Alert color="yellow" role="status">
            {t('uploads.preview.unreadable')}
          </Alert>
        )}
        {tried.data?.isTextReadLater === true && <Text size="sm">{t('uploads.preview.textLater')}</Text>}
        {tried.data !== undefined && (
          <Suspense fallback={<Skeleton height={200} />}>
            <PreviewSides preview={tried.data.preview} picture={tried.data.address ?? null} />
          </Suspense>
        )}
      </Stack>
    </details>
  );
}

async function tryFile(caseId: string, chosen: FoundFile | undefined) {
  if (chosen === undefined) return undefined;
  const { data } = await api.showCaseProfile({ id: caseId });
  const { file } = chosen;
  const thread = createTaskThread<PreviewTasks>(
    () => new Worker(new URL('./preview-here.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    const done = await thread.run('preview', { file, ofCase: data });
    return done && { ...done, address: done.picture && URL.createObjectURL(done.picture) };
  } finally {
    thread.end();
  }
}

/** Lets go of a picture when another one is shown, or none. */
function useLetGo(address: string | undefined): void {
  useEffect(
    () => () => {
      if (address !== undefined) URL.revokeObjectURL(address);
    },
    [address],
  );
}
