// The English texts of the frame, of signing in and of the first lists: what is loaded before anything is drawn.
import { accounts } from './accounts.ts';
import { frame } from './frame.ts';
import { quickSearch } from './quick-search.ts';
import { cases, patients } from './records.ts';
import { appearance, audit, members, settings, teams, tokens } from './settings.ts';

export const firstTexts = {
  frame,
  accounts,
  patients,
  cases,
  quickSearch,
  settings,
  appearance,
  members,
  teams,
  tokens,
  audit,
} as const;
