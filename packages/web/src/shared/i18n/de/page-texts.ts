// The German texts of all other pages: they come with the first of these that is opened.
import { about } from './about.ts';
import { history } from './history.ts';
import { home } from './home.ts';
import { inbox, realm } from './inbox.ts';
import { peers, transfers } from './peers.ts';
import { profiles } from './profiles.ts';
import { receipts } from './receipts.ts';
import { reports } from './reports.ts';
import { reviewQueue } from './review-queue.ts';
import { studies } from './studies.ts';
import { uploads } from './uploads.ts';
import { verdicts } from './verdicts.ts';
import { viewer } from './viewer.ts';
import { worklist } from './worklist.ts';

export const pageTexts = {
  about,
  studies,
  reports,
  home,
  history,
  receipts,
  profiles,
  uploads,
  inbox,
  reviewQueue,
  realm,
  peers,
  transfers,
  verdicts,
  viewer,
  worklist,
} as const;
