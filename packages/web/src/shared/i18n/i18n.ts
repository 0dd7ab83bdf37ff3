// The texts of the dashboard: one catalogue, one language so far, ready for more.
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { accounts } from './en/accounts.ts';
import { frame } from './en/frame.ts';
import { inbox, realm } from './en/inbox.ts';
import { peers, transfers } from './en/peers.ts';
import { profiles } from './en/profiles.ts';
import { receipts } from './en/receipts.ts';
import { cases, patients } from './en/records.ts';
import { audit, members, settings, teams, tokens } from './en/settings.ts';
import { studies } from './en/studies.ts';
import { uploads } from './en/uploads.ts';
import { viewer } from './en/viewer.ts';
import { quickSearch, worklist } from './en/worklist.ts';

const en = {
  frame,
  accounts,
  patients,
  cases,
  studies,
  worklist,
  quickSearch,
  receipts,
  profiles,
  uploads,
  inbox,
  realm,
  peers,
  transfers,
  settings,
  members,
  teams,
  tokens,
  audit,
  viewer,
} as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}

export const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  // Names of scopes and orders hold colons.
  nsSeparator: false,
  resources: { en: { translation: en } },
  // React escapes; doubling it would show entities.
  interpolation: { escapeValue: false },
  initAsync: false,
});
