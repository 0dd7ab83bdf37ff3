// Adds a peer, or changes one.
import { ApiError, type Peer, type PeerRight, peerRights } from '@lumenbox/contract';
import { Checkbox, Group, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { AeTitleField } from '../../shared/ui/ae-title-field.tsx';
import { CasePicker } from '../../shared/ui/case-picker.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

const portMax = 65_535; // of TCP

interface Values extends Record<string, unknown> {
  ae_title: string;
  host: string;
  port: number | string;
  rights: PeerRight[];
  tls: boolean;
  case_id: string;
}

const blank: Values = { ae_title: '', host: '', port: '', rights: [...peerRights], tls: false, case_id: '' };

function valuesOf(peer: Peer): Values {
  const { ae_title, rights, tls } = peer;
  return { ae_title, host: peer.host ?? '', port: peer.port ?? '', rights, tls, case_id: peer.case_id ?? '' };
}

/** What the API is sent: an empty address is none. */
function inputOf({ host, port, case_id, ...values }: Values) {
  return {
    ...values,
    host: host.trim() || null,
    port: port === '' ? null : Number(port),
    case_id: case_id || null,
  };
}

/** The dialog; without a peer it adds one. */
export function PeerForm(props: { peer?: Peer; onClose(): void; onSaved(): void }) {
  const { t } = useTranslation();
  const { peer } = props;
  const [isForCase, setIsForCase] = useState((peer?.case_id ?? null) !== null);
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: peer === undefined ? blank : valuesOf(peer),
    fields: ['ae_title', 'host', 'port', 'rights', 'tls', 'case_id'],
    send: (values) => {
      if (isForCase && values.case_id === '')
        throw new ApiError(422, t('studies.copyChoose'), { case_id: [t('studies.copyChoose')] });
      return peer === undefined
        ? api.createPeer(inputOf(values))
        : api.updatePeer({ id: peer.id, ...inputOf(values) });
    },
    onSaved: ({ data }) => {
      notifications.show({
        message: t(peer === undefined ? 'peers.added' : 'peers.saved', { title: data.ae_title }),
      });
      props.onSaved();
    },
  });
  return (
    <FormDialog
      opened
      title={peer === undefined ? t('peers.add') : t('peers.edit', { title: peer.ae_title })}
      submitLabel={peer === undefined ? t('peers.add') : t('frame.save')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <AeTitleField
        label={t('peers.aeTitle')}
        description={t('peers.aeTitleText')}
        required
        data-autofocus
        {...form.getInputProps('ae_title')}
      />
      <div>
        <Text size="sm" fw={500}>
          {t('peers.address')}
        </Text>
        <Text size="xs" c="dimmed" mb="xs">
          {t('peers.addressText')}
        </Text>
        <Group align="flex-start" gap="sm" wrap="nowrap">
          <TextInput
            label={t('peers.host')}
            flex={1}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={253}
            {...form.getInputProps('host')}
          />
          <NumberInput
            label={t('peers.port')}
            w={96}
            min={1}
            max={portMax}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            {...form.getInputProps('port')}
          />
        </Group>
      </div>
      <Switch
        label={t('peers.tls')}
        description={t('peers.tlsText')}
        {...form.getInputProps('tls', { type: 'checkbox' })}
      />
      <Checkbox.Group label={t('peers.mayDo')} {...form.getInputProps('rights')}>
        <Stack gap="xs" mt="xs">
          {peerRights.map((right) => (
            <Checkbox
              key={right}
              value={right}
              label={t(`peers.rights.${right}`)}
              description={t(`peers.rightTexts.${right}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Switch
        label={t('peers.intoCase')}
        description={t('peers.intoCaseText')}
        checked={isForCase}
        onChange={(event) => {
          setIsForCase(event.currentTarget.checked);
          if (!event.currentTarget.checked) form.setFieldValue('case_id', '');
        }}
      />
      {isForCase && (
        <CasePicker
          label={t('peers.case')}
          value={form.values.case_id}
          error={form.errors.case_id}
          onChange={(id) => form.setFieldValue('case_id', id)}
        />
      )}
    </FormDialog>
  );
}
