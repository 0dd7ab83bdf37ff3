// The settings of this browser: language and colours. They hold at once and are kept here alone.
import { Radio, Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment, formatNumber } from '../../shared/format/format.ts';
import { languageNames, languageOf, languages } from '../../shared/i18n/language.ts';
import { useLanguage } from '../../shared/i18n/use-language.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { colourSchemes } from './colour-schemes.ts';

const exampleNumber = 12345.6;
const browser = 'browser';

/** Language and colours. */
export function AppearancePage() {
  const { t } = useTranslation();
  return (
    <Page title={t('appearance.title')} description={t('appearance.description')}>
      <LanguageSection />
      <ColoursSection />
    </Page>
  );
}

function LanguageSection() {
  const { t } = useTranslation();
  const { chosen, choose } = useLanguage();
  const [now] = useState(() => new Date().toISOString());
  const likeBrowser = t('appearance.likeBrowser', {
    language: languageNames[languageOf(navigator.languages)],
  });
  return (
    <Section>
      <Title order={2}>{t('appearance.language')}</Title>
      <Text size="sm" c="dimmed">
        {t('appearance.languageText')}
      </Text>
      <Radio.Group
        aria-label={t('appearance.language')}
        value={chosen ?? browser}
        onChange={(value) => void choose(languages.find((language) => language === value))}
      >
        <Stack gap="xs">
          <Radio value={browser} label={likeBrowser} />
          {languages.map((language) => (
            <Radio key={language} value={language} label={languageNames[language]} lang={language} />
          ))}
        </Stack>
      </Radio.Group>
      <Text size="sm">
        {t('appearance.example', {
          moment: formatMoment(now),
          number: formatNumber(exampleNumber),
        })}
      </Text>
    </Section>
  );
}

function ColoursSection() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section>
      <Title order={2}>{t('appearance.colours')}</Title>
      <Text size="sm" c="dimmed">
        {t('appearance.coloursText')}
      </Text>
      <Radio.Group
        aria-label={t('appearance.colours')}
        value={colorScheme}
        onChange={(value) => {
          const scheme = colourSchemes.find((one) => one === value);
          if (scheme !== undefined) setColorScheme(scheme);
        }}
      >
        <Stack gap="xs">
          {colourSchemes.map((scheme) => (
            <Radio key={scheme} value={scheme} label={t(`frame.${scheme}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Section>
  );
}
