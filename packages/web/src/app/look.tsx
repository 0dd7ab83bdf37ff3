// The look of everything: the theme, in the scheme that the person chose; dark where images fill the window.
import { MantineProvider, mergeThemeOverrides, Notification } from '@mantine/core';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { cssVariables, theme } from '../shared/theme.ts';
import { router } from './router.ts';
import { windowRoute } from './routes/frame-routes.tsx';

const isWholeWindow = () => router.state.matches.some(({ routeId }) => routeId === windowRoute.id);
const onNavigated = (listener: () => void) => router.subscribe('onRendered', listener);

/** Gives the theme to all that stands in it. */
export function Look({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const isDark = useSyncExternalStore(onNavigated, isWholeWindow);
  const close = t('frame.close');
  // Whoever hears the page hears what the cross on a message is for.
  const spoken = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: {
          Notification: Notification.extend({
            defaultProps: { closeButtonProps: { 'aria-label': close } },
          }),
        },
      }),
    [close],
  );
  return (
    <MantineProvider
      theme={spoken}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      deduplicateInlineStyles
      {...(isDark ? { forceColorScheme: 'dark' } : {})}
    >
      {children}
    </MantineProvider>
  );
}
