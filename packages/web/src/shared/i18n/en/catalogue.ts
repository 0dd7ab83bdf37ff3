// The English texts, one file a feature: what every other language is measured by.
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

export const en = {
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
