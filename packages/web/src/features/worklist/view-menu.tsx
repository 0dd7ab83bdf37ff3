// The menu of saved views: opening one, keeping what is on the screen as one, changing and deleting them.
import type { WorklistView } from '@lumenbox/contract';
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { IconCheck, IconChevronDown, IconPencil, IconPlus, IconTrash } from '../../shared/ui/icons.ts';
import type { Look } from './look.ts';
import { ViewDialog } from './view-dialog.tsx';
import { hasChanged, lookOf, searchOf, useViews, viewOf, viewsKey } from './views.ts';
import type { WorklistSearch } from './worklist-query.ts';

/** The menu. `onOpen` takes what a view says. */
export function ViewMenu(props: {
  search: WorklistSearch;
  look: Look;
  onOpen(search: WorklistSearch, look: Look): void;
}) {
  const { t } = useTranslation();
  const { search, look } = props;
  const may = useMay();
  const views = useViews().data ?? [];
  const [dialog, setDialog] = useState<'new' | 'edit' | 'delete'>();
  const client = useQueryClient();
  const opened = views.find(({ id }) => id === search.view);
  const isChanged = opened !== undefined && hasChanged(opened, search, look);
  const canChange = opened !== undefined && (opened.own || may('team:manage'));
  const refresh = () => client.invalidateQueries({ queryKey: viewsKey });
  const keep = useMutation({
    mutationFn: (view: WorklistView) => api.updateWorklistView({ id: view.id, ...viewOf(search, look) }),
    onSuccess: async () => {
      await refresh();
      notifications.show({ message: t('worklist.viewSaved') });
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error, t) }),
  });
  const open = (view: WorklistView) => props.onOpen(searchOf(view), lookOf(view, look));
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {opened === undefined
              ? t('worklist.views')
              : t(isChanged ? 'worklist.viewChanged' : 'worklist.viewOpened', { name: opened.name })}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => props.onOpen({}, look)}>{t('worklist.allStudies')}</Menu.Item>
          <ViewItems
            title={t('worklist.ownViews')}
            views={views.filter(({ own }) => own)}
            opened={opened}
            onOpen={open}
          />
          <ViewItems
            title={t('worklist.sharedViews')}
            views={views.filter(({ own }) => !own)}
            opened={opened}
            onOpen={open}
          />
          <Menu.Divider />
          {canChange && isChanged && (
            <Menu.Item leftSection={<IconCheck size={16} aria-hidden />} onClick={() => keep.mutate(opened)}>
              {t('worklist.keepView', { name: opened.name })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDialog('new')}>
            {t('worklist.newView')}
          </Menu.Item>
          {canChange && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog('edit')}>
                {t('worklist.editView', { name: opened.name })}
              </Menu.Item>
              <Menu.Item
                c="var(--mantine-color-error)"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setDialog('delete')}
              >
                {t('worklist.deleteView', { name: opened.name })}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {(dialog === 'new' || dialog === 'edit') && (
        <ViewDialog
          view={dialog === 'edit' ? opened : undefined}
          shown={viewOf(search, look)}
          onClose={() => setDialog(undefined)}
          onSaved={async (view) => {
            await refresh();
            setDialog(undefined);
            notifications.show({ message: t('worklist.viewSaved') });
            if (dialog === 'new') open(view);
          }}
        />
      )}
      {opened !== undefined && (
        <ConfirmDialog
          opened={dialog === 'delete'}
          title={t('worklist.deleteView', { name: opened.name })}
          confirmLabel={t('frame.delete')}
          isDangerous
          action={async () => {
            await api.deleteWorklistView({ id: opened.id });
            await refresh();
          }}
          onClose={() => setDialog(undefined)}
        >
          {t(opened.shared ? 'worklist.deleteSharedViewText' : 'worklist.deleteViewText')}
        </ConfirmDialog>
      )}
    </>
  );
}

function ViewItems(props: {
  title: string;
  views: readonly WorklistView[];
  opened: WorklistView | undefined;
  onOpen(view: WorklistView): void;
}) {
  const { t } = useTranslation();
  if (props.views.length === 0) return null;
  return (
    <>
      <Menu.Label>{props.title}</Menu.Label>
      {props.views.map((view) => (
        <Menu.Item
          key={view.id}
          rightSection={
            view.id === props.opened?.id && <IconCheck size={16} aria-label={t('worklist.isOpen')} />
          }
          onClick={() => props.onOpen(view)}
        >
          {view.own ? view.name : t('worklist.viewOf', { name: view.name, owner: view.owner })}
        </Menu.Item>
      ))}
    </>
  );
}
