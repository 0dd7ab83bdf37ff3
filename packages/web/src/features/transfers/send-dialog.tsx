// Sends a study, a series of it, or all studies of a patient or case to a DICOM peer.

import type { Peer, Study, Transfer } from '@lumenbox/contract';
import { Alert, Anchor, Button, Group, Modal, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { useDestinations } from '../peers/index.ts';
import { transfersKey } from './transfers-list.tsx';

/** What is sent: a study, or all that a patient or case has. The name is what people call it. */
export type Sending =
  | { readonly kind: 'study'; readonly patientId: string; readonly name: string; readonly study: Study }
  | { readonly kind: 'all'; readonly patientId: string; readonly name: string };

/** The dialog. */
export function SendDialog({ sending, onClose }: { sending: Sending; onClose(): void }) {
  const destinations = useDestinations();
  const title = useTitle(sending);
  const peers = destinations.data;
  if (peers !== undefined && peers.length > 0)
    return <SendForm sending={sending} peers={peers} title={title} onClose={onClose} />;
  return (
    <Nowhere title={title} onClose={onClose}>
      {destinations.isError && (
        <ErrorState error={destinations.error} onRetry={() => void destinations.refetch()} />
      )}
      {destinations.isPending && <Skeleton height={36} />}
      {peers !== undefined && <NoDestination />}
    </Nowhere>
  );
}

function useTitle(sending: Sending): string {
  const { t } = useTranslation();
  return sending.kind === 'study'
    ? t('transfers.sendTitle', { study: sending.name })
    : t('transfers.sendAllTitle', { name: sending.name });
}

/** The whole study, as the value of a choice. */
const whole = '';

function SendForm(props: { sending: Sending; peers: readonly Peer[]; title: string; onClose(): void }) {
  const { t } = useTranslation();
  const { sending, peers } = props;
  const client = useQueryClient();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { ae_title: peers[0]?.ae_title ?? '', series_instance_uid: whole },
    fields: ['ae_title', 'series_instance_uid'],
    send: (values) => send(sending, values),
    onSaved: (made) => {
      const title = made[0]?.ae_title ?? '';
      notifications.show({
        message:
          sending.kind === 'study'
            ? t('transfers.requested', { study: sending.name, title })
            : t('transfers.requestedAll', { count: made.length, title }),
      });
      void client.invalidateQueries({ queryKey: transfersKey });
      props.onClose();
    },
  });
  return (
    <FormDialog
      opened
      title={props.title}
      submitLabel={t('transfers.confirm')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Text size="sm">{t('transfers.sendText')}</Text>
      <NativeSelect
        label={t('transfers.to')}
        data-autofocus
        data={peers.map(({ ae_title }) => ae_title)}
        {...form.getInputProps('ae_title')}
      />
      {sending.kind === 'study' && sending.study.series.length > 1 && (
        <NativeSelect
          label={t('transfers.what')}
          data={seriesOptions(sending.study, t)}
          {...form.getInputProps('series_instance_uid')}
        />
      )}
    </FormDialog>
  );
}

function seriesOptions({ series }: Study, t: TFunction) {
  const options = series.map((one) => ({
    value: one.series_instance_uid,
    label: t('transfers.seriesOption', {
      number: one.series_number ?? '–',
      description: one.series_description ?? t('transfers.noDescription'),
    }),
  }));
  return [{ value: whole, label: t('transfers.wholeStudy') }, ...options];
}

async function send(
  sending: Sending,
  { ae_title, series_instance_uid }: { ae_title: string; series_instance_uid: string },
): Promise<readonly Transfer[]> {
  const { patientId } = sending;
  if (sending.kind === 'all') return (await api.sendPatient({ patient_id: patientId, ae_title })).data;
  const series = series_instance_uid === whole ? {} : { series_instance_uid };
  const { data } = await api.sendStudy({
    patient_id: patientId,
    study_id: sending.study.id,
    ae_title,
    ...series,
  });
  return [data];
}

/** There is nobody to send to. */
function NoDestination() {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" variant="light">
      <Group gap="sm">
        <Text size="sm">{t('transfers.noPeer')}</Text>
        <Anchor size="sm" renderRoot={(rootProps) => <Link {...rootProps} to="/settings/peers" />}>
          {t('transfers.noPeerLink')}
        </Anchor>
      </Group>
    </Alert>
  );
}

/** The dialog as long as there is nothing to choose from. */
function Nowhere(props: { title: string; onClose(): void; children: React.ReactNode }) {
  const { t } = useTranslation();
  useReturnFocus(true);
  return (
    <Modal
      opened
      onClose={props.onClose}
      returnFocus={false}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <Stack gap="md">
        {props.children}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('transfers.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
