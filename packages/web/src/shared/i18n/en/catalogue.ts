// The English texts, one file a feature: what every other language is measured by.
import { firstTexts } from './first-texts.ts';
import { pageTexts } from './page-texts.ts';
import { refusals } from './refusals.ts';

export const en = { ...firstTexts, ...pageTexts, refusals } as const;
