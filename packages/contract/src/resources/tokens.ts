// API keys, called tokens in the API: made once, shown once, scoped, expiring, revocable.
import { z } from 'zod';
import { failing, id, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';
import { scopes } from '../permissions.ts';

const tokenFields = {
  id: id(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  user: z.object({ id: id(), name: z.string(), email: z.string() }),
  hint: z.string().meta({ description: 'The last characters of the key, to tell keys apart.' }),
  expires_at: timestamp().nullable(),
  last_used_at: timestamp().nullable(),
  created_at: timestamp(),
};
export const Token = z.object(tokenFields).meta({ id: 'Token' });
export type Token = z.output<typeof Token>;
export const CreatedToken = z
  .object({
    ...tokenFields,
    token: z.string().meta({ description: 'The key itself. It is shown this once.' }),
  })
  .meta({ id: 'CreatedToken' });
export type CreatedToken = z.output<typeof CreatedToken>;

const durationPattern = /^([1-9]\d{0,9})([smhd])$/;
const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A hundred years: who means longer means for ever. */
const durationMsMax = 36_525 * 86_400_000;

/** How long a key may live: a number and s, m, h or d, at most a hundred years. In milliseconds; NaN for any other text. */
export function durationMs(text: string): number {
  const [, count = '', unit = ''] = durationPattern.exec(text) ?? [];
  const ms = Number(count) * (unitsMs[unit] ?? Number.NaN);
  return ms <= durationMsMax ? ms : Number.NaN;
}

export const ListTokens = z.object(pagingFields);
export const CreateToken = z.object({
  name: text(255).meta({ description: 'What the key is for.', examples: ['Integration'] }),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .nullish()
    .meta({ description: 'Default `["*"]`: all that your role allows.' }),
  expires_in: text(16)
    .refine((value) => !Number.isNaN(durationMs(value)), failing({ rule: 'format' }))
    .nullish()
    .meta({ description: 'A number and `s`, `m`, `h` or `d`; absent: never.', examples: ['30d'] }),
});
export type CreateToken = z.output<typeof CreateToken>;
