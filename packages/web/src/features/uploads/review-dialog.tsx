// What was found, before anything is sent: how much, whose, and what is left out and why. Also where a stopped upload goes on.
import { Alert, Button, Group, Modal, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../shared/api/session.ts';
import { formatBytes, formatCount } from '../../shared/format/format.ts';
import { Fact } from '../../shared/ui/fact.tsx';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';
import type { UploadTarget } from './drop-list.ts';
import type { Findings } from './findings.ts';
import { FoundPatients, FoundStudies, LeftOut } from './found-lists.tsx';
import { type Inspection, inspectFiles } from './inspection.ts';
import { MadeHereSwitch, useIsMadeHere, useMayMakeHere } from './made-here-switch.tsx';
import { inSendingOrder } from './plan-parts.ts';
import { PreviewFiles } from './preview-files.tsx';
import classes from './uploads.module.css';
import { uploadManager, useStoppedUploads } from './uploads-of-tab.ts';
import type { Found } from './walk-entries.ts';

interface Review {
  readonly target: UploadTarget;
  readonly found: Found;
  readonly inspection: Inspection;
}

let current: Review | undefined;
const listeners = new Set<() => void>();
function setReview(review: Review | undefined): void {
  current = review;
  for (const listener of listeners) listener();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows files that somebody wants to send. */
export function reviewFiles({ target, found }: { target: UploadTarget; found: Found }): void {
  current?.inspection.stop();
  setReview({ target, found, inspection: inspectFiles(inSendingOrder(found.files)) });
}

/** The dialog, while there is something to look at. It stands once in the frame, so that a page that changes does not end it. */
export function ReviewDialog() {
  const review = useSyncExternalStore(subscribe, () => current);
  return review === undefined ? null : <OpenReview key={review.found.id} {...review} />;
}

function OpenReview({ target, found, inspection }: Review) {
  const { t } = useTranslation();
  useReturnFocus(true);
  const { findings, measured } = useSyncExternalStore(inspection.subscribe, inspection.snapshot);
  const [isHereWanted, setIsHereWanted] = useIsMadeHere();
  const mayMakeHere = useMayMakeHere(target.kind === 'case');
  const isMadeHere = isHereWanted && mayMakeHere;
  const sameFiles = useStoppedUploads(target).findLast(
    (record) => record.fingerprint === measured?.fingerprint,
  );
  // What is made here is made anew: what is there already is known again by its bytes.
  const stopped = isMadeHere ? undefined : sameFiles;
  const session = useSession();
  const close = () => {
    inspection.stop();
    setReview(undefined);
  };
  const send = () => {
    if (measured === undefined) return;
    const { skippedPaths } = findings;
    const account = { userId: session.user.id, teamId: session.team.id };
    const notes = {
      skipped: skippedPaths.size + found.systemFiles,
      unreadable: found.unreadable,
      isTruncated: found.isTruncated,
    };
    const { files, fingerprint } = measured;
    const selection = {
      files,
      skippedPaths,
      acceptMismatch: false,
      isMadeHere,
      fingerprint: isMadeHere ? undefined : fingerprint,
      account,
      notes,
    };
    uploadManager.start(target, selection, stopped);
    close();
  };
  const count = found.files.length - findings.skippedPaths.size;
  const size = useMemo(
    () =>
      measured?.files.reduce(
        (sum, { path, sizeBytes }) => sum + (findings.skippedPaths.has(path) ? 0 : sizeBytes),
        0,
      ),
    [measured, findings],
  );
  return (
    <Modal
      opened
      onClose={close}
      returnFocus={false}
      size="lg"
      title={t('uploads.review.title', { target: target.name })}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      {/* Of one height whatever is found meanwhile: no button moves away from under the pointer. */}
      <Stack
        gap="md"
        className={classes.found ?? ''}
        tabIndex={0}
        // The buttons come to nothing yet while the files are measured: reading begins with what was found.
        data-autofocus
        role="group"
        aria-label={t('uploads.review.found')}
      >
        {stopped !== undefined && (
          <Alert color="blue" role="status">
            {stopped.bytesSent === 0
              ? t('uploads.review.goesOn')
              : t('uploads.review.goesOnFrom', {
                  sent: formatBytes(stopped.bytesSent),
                  total: formatBytes(stopped.bytesTotal),
                })}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl" m={0}>
          <Fact label={t('uploads.review.files')}>{formatCount(count)}</Fact>
          <Fact label={t('uploads.review.size')}>{size === undefined ? '…' : formatBytes(size)}</Fact>
          <Fact label={t('uploads.review.studies')}>{formatCount(findings.studies.length)}</Fact>
          <Fact label={t('uploads.review.instances')}>{formatCount(findings.instances)}</Fact>
        </SimpleGrid>
        <Looking findings={findings} total={found.files.length} />
        <FoundPatients findings={findings} target={target} />
        <FoundStudies findings={findings} isMadeHere={isMadeHere} />
        <LeftOut findings={findings} found={found} />
        {target.kind === 'case' && (
          <PreviewFiles
            caseId={target.id}
            files={found.files.filter(({ path }) => !findings.skippedPaths.has(path))}
          />
        )}
        {target.kind === 'case' && (
          <MadeHereSwitch
            isAllowed={mayMakeHere}
            isOn={isHereWanted}
            onChange={setIsHereWanted}
            zips={findings.zips}
          />
        )}
      </Stack>
      <Group justify="flex-end" gap="xs" pt="md">
        <Button variant="default" onClick={close}>
          {t('frame.cancel')}
        </Button>
        <Button onClick={send} disabled={count === 0 || measured === undefined}>
          {t(stopped === undefined ? 'uploads.review.send' : 'uploads.review.goOn', {
            count,
          })}
        </Button>
      </Group>
    </Modal>
  );
}

/** How far the look at the files is; sending need not wait for it. */
function Looking({ findings, total }: { findings: Findings; total: number }) {
  const { t } = useTranslation();
  const { lookedAt } = findings;
  if (lookedAt >= total) return null;
  const text = t('uploads.review.looking', { done: formatCount(lookedAt), total: formatCount(total) });
  return (
    <Stack gap={4}>
      <Progress value={(lookedAt / total) * 100} size="xs" aria-label={text} />
      <Text size="xs" c="dimmed">
        {text}
      </Text>
    </Stack>
  );
}
