// The German texts: loaded when they are wanted, and whole, which the types and a test demand.
import type { en } from '../en/catalogue.ts';
import type { SamePlaceholders } from '../translation.ts';
import { accounts } from './accounts.ts';
import { frame } from './frame.ts';
import { home } from './home.ts';
import { inbox, realm } from './inbox.ts';
import { peers, transfers } from './peers.ts';
import { profiles } from './profiles.ts';
import { receipts } from './receipts.ts';
import { cases, patients } from './records.ts';
import { reports } from './reports.ts';
import { reviewQueue } from './review-queue.ts';
import { appearance, audit, members, settings, teams, tokens } from './settings.ts';
import { studies } from './studies.ts';
import { uploads } from './uploads.ts';
import { viewer } from './viewer.ts';
import { quickSearch, worklist } from './worklist.ts';

export const de = {
  frame,
  accounts,
  patients,
  cases,
  studies,
  reports,
  home,
  worklist,
  quickSearch,
  receipts,
  profiles,
  uploads,
  inbox,
  reviewQueue,
  realm,
  peers,
  transfers,
  settings,
  appearance,
  members,
  teams,
  tokens,
  audit,
  viewer,
} as const;

// Each text of ours must have the placeholders of the English one.
de satisfies SamePlaceholders<typeof en, typeof de>;
