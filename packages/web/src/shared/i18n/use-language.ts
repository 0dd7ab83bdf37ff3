// The language as a component asks for it and changes it.
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language, languages, readChosenLanguage } from './language.ts';

/** The language that is spoken; what the person chose, undefined for the browser's; and how to choose, which tells when it fails. */
export function useLanguage() {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState(readChosenLanguage);
  const choose = (choice: Language | undefined) => {
    // Shown at once: the texts may take a moment.
    setChosen(choice);
    return chooseLanguage(choice).catch(() => {
      setChosen(chosen);
      notifications.show({ color: 'red', message: t('appearance.notLoaded') });
    });
  };
  const language = languages.find((one) => one === i18n.language) ?? 'en';
  return { language, chosen, choose } as const;
}
