// The sign-in page.
import type { Session } from '@lumenbox/contract';
import { useTranslation } from 'react-i18next';
import { PublicFrame } from './public-frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Asks who you are. */
export function SignInPage({ onSignedIn }: { onSignedIn(session: Session): void }) {
  const { t } = useTranslation();
  return (
    <PublicFrame title={t('accounts.signInTitle')} text={t('accounts.signInText')}>
      <SignInForm onSignedIn={onSignedIn} />
    </PublicFrame>
  );
}
