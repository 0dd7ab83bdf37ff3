// The German texts, whole, which the types and a test demand.
import type { en } from '../en/catalogue.ts';
import type { SamePlaceholders } from '../translation.ts';
import { firstTexts } from './first-texts.ts';
import { pageTexts } from './page-texts.ts';
import { refusals } from './refusals.ts';

export const de = { ...firstTexts, ...pageTexts, refusals } as const;

// Each text of ours must have the placeholders of the English one.
de satisfies SamePlaceholders<typeof en, typeof de>;
