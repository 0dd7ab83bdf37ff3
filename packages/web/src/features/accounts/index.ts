// First run, sign-in, invitation and the own account.
export { AccountSettings } from './account-settings.tsx';
export { InvitationPage } from './invitation-page.tsx';
export { SetupPage } from './setup-page.tsx';
export { SignInAgainDialog } from './sign-in-again-dialog.tsx';
export { SignInPage } from './sign-in-page.tsx';
