// The switch by which somebody wants files for a case de-identified on this computer; the browser remembers it.
import { Alert, Stack, Switch } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';

/** Whether files for cases are de-identified here, and how to change it. */
export function useIsMadeHere() {
  return useLocalStorage({
    key: 'lumenbox.deidentifyHere',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
}

/** Whether the team lets browsers de-identify for its cases; true until that is known, as nothing is sent without the key. */
export function useMayMakeHere(isForCase: boolean): boolean {
  const realm = useQuery({
    queryKey: ['realm'],
    queryFn: async ({ signal }) => (await api.showRealm({}, { signal })).data,
    enabled: isForCase,
  });
  return isForCase && realm.data?.hand_out_case_keys !== false;
}

/** The switch, with what it cannot do for these files; or that there is none. */
export function MadeHereSwitch({
  isAllowed,
  isOn,
  onChange,
  zips,
}: {
  isAllowed: boolean;
  isOn: boolean;
  onChange(isOn: boolean): void;
  zips: number;
}) {
  const { t } = useTranslation();
  if (!isAllowed)
    return (
      <Alert color={isOn ? 'yellow' : 'blue'} p="xs">
        {t('uploads.here.onServer')}
      </Alert>
    );
  return (
    <Stack gap="xs">
      <Switch
        label={t('uploads.here.switch')}
        description={t('uploads.here.switchText')}
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {isOn && zips > 0 && (
        <Alert color="yellow" p="xs">
          {t('uploads.here.zips', { count: zips })}
        </Alert>
      )}
    </Stack>
  );
}
