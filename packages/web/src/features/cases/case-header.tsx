// What is known of a case, and what can be done with it.
import type { Case } from '@lumenbox/contract';
import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import { IconDownload, IconSend } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { RecordMenu } from '../../shared/ui/record-menu.tsx';
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
  return (
    <>
      {props.first}
      <RecordMenu
        isArchived={record.archived}
        onEdit={() => setDialog('edit')}
        onArchive={() => archive.mutate()}
        onDelete={() => setDialog('delete')}
      >
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
      </RecordMenu>
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
