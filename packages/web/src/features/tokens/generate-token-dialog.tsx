// Makes an API token: first what it may do and for how long, then the key itself, this once.
import { type Permission, type Scope, scopes } from '@lumenbox/contract';
import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import ui from '../../shared/ui/ui.module.css';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

const presets = ['all', 'read', 'upload', 'custom'] as const;
type Preset = (typeof presets)[number];
const expiries = ['1d', '7d', '30d', '90d', '365d', 'never'] as const;
const choosable = scopes.filter((scope) => scope !== '*');

const presetScopes: Readonly<Record<Exclude<Preset, 'custom'>, readonly Scope[]>> = {
  all: ['*'],
  read: ['cases:read', 'patients:read', 'studies:read', 'imaging:read', 'reports:read'],
  upload: ['patients:read', 'patients:write', 'studies:read', 'imaging:write'],
};

function isGrantable(scope: Scope, may: (permission: Permission) => boolean): boolean {
  if (scope === '*') return true;
  return scope === 'admin' ? may('team:manage') : may(scope);
}

const blank: { name: string; preset: Preset; scopes: Scope[]; expires_in: string } = {
  name: '',
  preset: 'all',
  scopes: [],
  expires_in: '90d',
};

/** The dialog. */
export function GenerateTokenDialog({ onClose, onMade }: { onClose(): void; onMade(): void }) {
  const { t } = useTranslation();
  const may = useMay();
  useReturnFocus(true);
  const [key, setKey] = useState<string>();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: blank,
    fields: ['name', 'scopes', 'expires_in'],
    send: async ({ name, preset, scopes: chosen, expires_in }) => {
      const wanted =
        preset === 'custom' ? chosen : presetScopes[preset].filter((scope) => isGrantable(scope, may));
      const life = expires_in === 'never' ? {} : { expires_in };
      return (await api.createToken({ name, scopes: wanted, ...life })).data;
    },
    onSaved: (token) => {
      setKey(token.token);
      onMade();
    },
  });
  if (key !== undefined) return <NewKey token={key} onClose={onClose} />;
  return (
    <FormDialog
      opened
      size="lg"
      title={t('tokens.generate')}
      submitLabel={t('tokens.generate')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('tokens.name')}
        description={t('tokens.nameText')}
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <Radio.Group label={t('tokens.access')} {...form.getInputProps('preset')}>
        <Stack gap="xs" mt="xs">
          {presets.map((preset) => (
            <Radio
              key={preset}
              value={preset}
              label={t(`tokens.presets.${preset}`)}
              description={t(`tokens.presetTexts.${preset}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.preset === 'custom' && (
        <Checkbox.Group aria-label={t('tokens.presets.custom')} {...form.getInputProps('scopes')}>
          <Stack gap="xs" pl="lg">
            {choosable.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                disabled={!isGrantable(scope, may)}
                label={<span className={ui.mono}>{scope}</span>}
                description={t(isGrantable(scope, may) ? `tokens.scopes.${scope}` : 'tokens.scopeDenied')}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <NativeSelect
        label={t('tokens.expiry')}
        data={expiries.map((value) => ({ value, label: t(`tokens.expiries.${value}`) }))}
        {...form.getInputProps('expires_in')}
      />
    </FormDialog>
  );
}

function NewKey({ token, onClose }: { token: string; onClose(): void }) {
  const { t } = useTranslation();
  const example = `curl -H "Authorization: Bearer ${token}" \\\n  "${window.location.origin}/api/v1/patients"`;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('tokens.madeTitle')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Alert color="yellow" variant="light">
          <Text size="sm">{t('tokens.madeText')}</Text>
        </Alert>
        <Stack gap="xs">
          <Group justify="space-between">
            <Text size="sm" fw={500}>
              {t('tokens.token')}
            </Text>
            <CopyButton value={token} label={t('tokens.copyToken')} />
          </Group>
          <code className={ui.secret} data-testid="new-token">
            {token}
          </code>
        </Stack>
        <Stack gap="xs">
          <Group justify="space-between">
            <Text size="sm" fw={500}>
              {t('tokens.example')}
            </Text>
            <CopyButton value={example} label={t('tokens.copyExample')} />
          </Group>
          <pre className={ui.secret}>{example}</pre>
        </Stack>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('tokens.done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
