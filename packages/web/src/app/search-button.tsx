// The way into the quick search: a button in the navigation, and its keys.
import { Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { prepareQuickSearch, QuickSearch } from '../features/quick-search/index.ts';
import { IconSearch } from '../shared/ui/icons.ts';
import classes from './shell.module.css';

/** The button, and the dialog that it opens. */
export function SearchButton() {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  // Kept once it was there: it closes by and by.
  const [wasOpen, setWasOpen] = useState(false);
  if (isOpen && !wasOpen) setWasOpen(true);
  useEffect(prepareQuickSearch, []);
  useSearchKeys(open);
  return (
    <>
      <UnstyledButton
        className={classes.searchButton ?? ''}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={open}
      >
        <IconSearch size={18} aria-hidden />
        <span className={classes.menuText}>{t('quickSearch.open')}</span>
        <Kbd size="xs" aria-hidden visibleFrom="sm">
          {t('quickSearch.shortcut')}
        </Kbd>
      </UnstyledButton>
      {wasOpen && (
        <Suspense>
          <QuickSearch isOpen={isOpen} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

/** Ctrl-K (or Command-K) opens the quick search, from a field too; `/` does where the page has no search of its own. */
function useSearchKeys(open: () => void): void {
  useHotkeys([['mod+K', open]], []);
  useHotkeys([
    [
      '/',
      () => {
        const field = document.querySelector<HTMLElement>('main [data-page-search]');
        if (field === null) open();
        else field.focus();
      },
    ],
  ]);
}
