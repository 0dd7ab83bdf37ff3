// Names a view of the worklist, and says whether the team has it too.
import type { CreateWorklistView, WorklistView } from '@lumenbox/contract';
import { Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** The dialog: for a view that is there, else for a new one of what is `shown`. */
export function ViewDialog(props: {
  view: WorklistView | undefined;
  shown: Omit<CreateWorklistView, 'name' | 'shared'>;
  onSaved(view: WorklistView): Promise<unknown>;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { view } = props;
  const mayShare = useMay()('studies:write');
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { name: view?.name ?? '', shared: view?.shared ?? false },
    fields: ['name'],
    send: async (values) =>
      view === undefined
        ? (await api.createWorklistView({ ...props.shown, ...values })).data
        : (await api.updateWorklistView({ id: view.id, ...values })).data,
    onSaved: (saved) => void props.onSaved(saved),
  });
  return (
    <FormDialog
      opened
      title={view === undefined ? t('worklist.newViewTitle') : t('worklist.editView', { name: view.name })}
      submitLabel={t('frame.save')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      {view === undefined && <Text size="sm">{t('worklist.newViewText')}</Text>}
      <TextInput
        label={t('worklist.viewName')}
        required
        autoComplete="off"
        data-autofocus
        maxLength={100}
        {...form.getInputProps('name')}
      />
      {(mayShare || view?.shared === true) && (
        <Switch
          label={t('worklist.shareView')}
          description={t('worklist.shareViewText')}
          {...form.getInputProps('shared', { type: 'checkbox' })}
        />
      )}
    </FormDialog>
  );
}
