// Small, for the pages before sign-in: every language by its own name.
import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languageNames, languages } from '../../shared/i18n/language.ts';
import { useLanguage } from '../../shared/i18n/use-language.ts';

/** One button a language. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, choose } = useLanguage();
  return (
    <Group justify="center" gap="xs" role="group" aria-label={t('appearance.language')}>
      {languages.map((one) => (
        <Button
          key={one}
          lang={one}
          size="compact-sm"
          variant={one === language ? 'light' : 'subtle'}
          color="gray"
          aria-pressed={one === language}
          onClick={() => void choose(one)}
        >
          {languageNames[one]}
        </Button>
      ))}
    </Group>
  );
}
