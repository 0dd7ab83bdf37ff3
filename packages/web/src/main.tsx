// Starts the dashboard.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './app/app.css';
import { Notifications } from '@mantine/notifications';
import { notifyManager, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Look } from './app/look.tsx';
import { router } from './app/router.ts';
import { queryClient } from './shared/api/api.ts';
import { readSession } from './shared/api/session.ts';
import { steadyClicks } from './shared/api/steady-clicks.ts';
import { i18n } from './shared/i18n/i18n.ts';
import { startLanguage } from './shared/i18n/language.ts';
import { firstPageStands } from './shared/idle.ts';

/** More at once hide the page on a phone. */
const notificationsMax = 3;
/** Ends left of where a dialog of a small window has its buttons. */
const notificationWidth = 320;
const forgetFirstPage = router.subscribe('onRendered', () => {
  forgetFirstPage();
  firstPageStands();
});
notifyManager.setScheduler(steadyClicks(document));
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the app.');
// Who it is, is asked while the texts are on their way; a failure is told by the page that needs to know.
readSession().catch(() => undefined);
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <Look>
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <Notifications
            className="notifications"
            position="bottom-left"
            containerWidth={notificationWidth}
            limit={notificationsMax}
            autoClose={5000}
          />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nextProvider>
    </Look>
  </StrictMode>,
);
