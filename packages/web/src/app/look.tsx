// The look of everything: the theme, in the scheme that the person chose; dark where images fill the window.
import { MantineProvider } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';
import { cssVariables, theme } from '../shared/theme.ts';
import { router } from './router.ts';
import { windowRoute } from './routes/frame-routes.tsx';

const isWholeWindow = () => router.state.matches.some(({ routeId }) => routeId === windowRoute.id);
const onNavigated = (listener: () => void) => router.subscribe('onRendered', listener);

/** Gives the theme to all that stands in it. */
export function Look({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(onNavigated, isWholeWindow);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      deduplicateInlineStyles
      {...(isDark ? { forceColorScheme: 'dark' } : {})}
    >
      {children}
    </MantineProvider>
  );
}
