// Says what will happen to several studies, does it with a count, and says of each that failed why.
import { Alert, Button, Group, List, Modal, Progress as ProgressBar, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';
import { type Progress, type Task, type Trouble, useTasks } from './run-tasks.ts';

/** The dialog. `onEnded` when something was done, `onClose` when it is put away. */
export function TasksDialog(props: {
  title: string;
  /** What will happen, in a sentence or two. */
  text: ReactNode;
  /** What is to be chosen first. */
  children?: ReactNode;
  confirmLabel: string;
  isDangerous?: boolean;
  /** False while something has to be chosen. */
  isReady: boolean;
  tasks(): readonly Task[];
  onEnded(): Promise<unknown>;
  onClose(): void;
}) {
  const { t } = useTranslation();
  useReturnFocus(true);
  const { progress, run, undo, stop } = useTasks();
  const isRunning = progress.stage === 'running';
  const start = async (tasks: readonly Task[]) => {
    await run(tasks);
    await props.onEnded();
  };
  return (
    <Modal
      opened
      onClose={() => !isRunning && props.onClose()}
      closeOnClickOutside={false}
      returnFocus={false}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('frame.close'), disabled: isRunning }}
    >
      <Stack gap="md">
        {progress.stage === 'waiting' ? (
          <>
            <Text size="sm" component="div">
              {props.text}
            </Text>
            {props.children}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={props.onClose} data-autofocus={props.isDangerous}>
                {t('frame.cancel')}
              </Button>
              <Button
                {...(props.isDangerous === true ? { color: 'red.9' } : {})}
                disabled={!props.isReady}
                onClick={() => void start(props.tasks())}
              >
                {props.confirmLabel}
              </Button>
            </Group>
          </>
        ) : (
          <Outcome
            progress={progress}
            onStop={stop}
            onClose={props.onClose}
            onAgain={(tasks) => void start(tasks)}
            onUndo={() => void undo().then(props.onEnded)}
          />
        )}
      </Stack>
    </Modal>
  );
}

function Outcome(props: {
  progress: Progress;
  onStop(): void;
  onClose(): void;
  onAgain(tasks: readonly Task[]): void;
  onUndo(): void;
}) {
  const { t } = useTranslation();
  const { stage, total, done, troubles } = props.progress;
  const failed = troubles.filter(({ isPartial }) => !isPartial);
  const passed = done.length + failed.length;
  const canUndo = stage === 'ended' && done.some(({ undo }) => undo !== undefined);
  return (
    <>
      <ProgressBar value={total === 0 ? 100 : (passed / total) * 100} aria-label={t('worklist.progress')} />
      <Text size="sm" role="status">
        {t(stage === 'undone' ? 'worklist.undone' : 'worklist.doneOf', { count: done.length, total })}
      </Text>
      {troubles.length > 0 && <Troubles troubles={troubles} />}
      <Group justify="flex-end" gap="xs">
        {stage === 'running' ? (
          <Button variant="default" onClick={props.onStop}>
            {t('worklist.stop')}
          </Button>
        ) : (
          <>
            {stage === 'ended' && failed.length > 0 && (
              <Button variant="default" onClick={() => props.onAgain(failed.map(({ task }) => task))}>
                {t('worklist.again', { count: failed.length })}
              </Button>
            )}
            {canUndo && (
              <Button variant="default" onClick={props.onUndo}>
                {t('worklist.undo')}
              </Button>
            )}
            <Button onClick={props.onClose}>{t('frame.close')}</Button>
          </>
        )}
      </Group>
    </>
  );
}

function Troubles({ troubles }: { troubles: readonly Trouble[] }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" role="alert" title={t('worklist.troubles')}>
      <List size="sm" mah={240} style={{ overflowY: 'auto' }}>
        {troubles.map(({ task, reason }) => (
          <List.Item key={task.key}>
            {task.name}: {typeof reason === 'string' ? reason : explain(reason, t)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
