// What is known of a case, and what can be done with it.
import type { Case } from '@lumenbox/contract';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import {
  IconArchive,
  IconArchiveOff,
  IconDotsVertical,
  IconDownload,
  IconPencil,
  IconSend,
  IconTrash,
} from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Section } from '../../shared/ui/section.tsx';
import ui from '../../shared/ui/ui.module.css';
import { SendDialog } from '../transfers/index.ts';
import { CaseForm } from './case-form.tsx';
import { useIdentityMap } from './use-identity-map.ts';

/** The facts of a case. */
export function CaseFacts({ record }: { record: Case }) {
  const { t } = useTranslation();
  return (
    <Section>
      <dl className={ui.facts}>
        <Fact label={t('cases.columns.created')}>
          <Moment value={record.created_at} />
        </Fact>
        <Fact label={t('cases.columns.updated')}>
          <Moment value={record.updated_at} />
        </Fact>
        <Fact label={t('cases.id')}>
          <span className={ui.mono}>{record.id}</span>
        </Fact>
      </dl>
    </Section>
  );
}

/** The buttons of the case page: edit, archive, send, delete, and what the page adds before them. */
export function CaseActions(props: {
  record: Case;
  studyCount: number | undefined;
  first?: ReactNode;
  onDeleted(): void;
}) {
  const { t } = useTranslation();
  const { record } = props;
  const may = useMay();
  const mayWrite = may('cases:write');
  const maySend = may('studies:write') && (props.studyCount ?? 0) > 0;
  const client = useQueryClient();
  const [dialog, setDialog] = useState<'edit' | 'send' | 'delete'>();
  const { label } = record;
  const keep = (next: Case) => {
    client.setQueryData(['case', record.id], next);
    void client.invalidateQueries({ queryKey: ['cases'] });
  };
  const archive = useMutation({
    mutationFn: () =>
      record.archived ? api.unarchiveCase({ id: record.id }) : api.archiveCase({ id: record.id }),
    onSuccess: ({ data }) => {
      keep(data);
      const key = data.archived ? 'patients.archivedDone' : 'patients.unarchivedDone';
      notifications.show({ message: t(key, { name: label }) });
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error, t) }),
  });
  const identityMap = useIdentityMap(record.id);
  if (!mayWrite) return props.first;
  const ArchiveIcon = record.archived ? IconArchiveOff : IconArchive;
  return (
    <>
      {props.first}
      <Button
        variant="default"
        leftSection={<IconPencil size={16} aria-hidden />}
        onClick={() => setDialog('edit')}
      >
        {t('frame.edit')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="input-sm" aria-label={t('frame.more')}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<ArchiveIcon size={16} aria-hidden />} onClick={() => archive.mutate()}>
            {t(record.archived ? 'patients.unarchive' : 'patients.archive')}
          </Menu.Item>
          {maySend && (
            <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => setDialog('send')}>
              {t('transfers.sendAll')}
            </Menu.Item>
          )}
          {may('identity:reveal') && (
            <Menu.Item
              onClick={() => identityMap.mutate()}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t('cases.identityMap')}
            </Menu.Item>
          )}
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setDialog('delete')}
          >
            {t('frame.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && (
        <CaseForm
          record={record}
          onClose={() => setDialog(undefined)}
          onSaved={(next) => {
            setDialog(undefined);
            keep(next);
            notifications.show({ message: t('cases.saved') });
          }}
        />
      )}
      {dialog === 'send' && (
        <SendDialog
          sending={{ kind: 'all', patientId: record.id, name: label }}
          onClose={() => setDialog(undefined)}
        />
      )}
      <ConfirmDialog
        opened={dialog === 'delete'}
        title={t('cases.deleteTitle', { label })}
        confirmLabel={t('frame.delete')}
        isDangerous
        action={async () => {
          await api.deleteCase({ id: record.id });
          void client.invalidateQueries({ queryKey: ['cases'] });
          notifications.show({ message: t('cases.deleted', { label }) });
          props.onDeleted();
        }}
        onClose={() => setDialog(undefined)}
      >
        {t('cases.deleteText')}{' '}
        {props.studyCount !== undefined &&
          props.studyCount > 0 &&
          t('patients.deleteStudies', { count: props.studyCount })}
      </ConfirmDialog>
    </>
  );
}
