// Receipts of de-identification: what was done to a study of a case. They carry no identity.
import { z } from 'zod';
import { id, timestamp } from '../fields.ts';
import { deidentificationReasons } from './deidentification-profiles.ts';
import { PixelBox } from './pixel-boxes.ts';

export const ReceiptContent = z.object({
  study_id: id(),
  study_instance_uid: z.string(),
  issued_at: timestamp(),
  profile: z
    .object({ name: z.string(), version: z.int(), options: z.array(z.string()) })
    .meta({ description: 'The profile that the case was begun with, and its options of PS3.15 E.3.' }),
  engine_version: z.string(),
  standard_edition: z.string().meta({ description: 'The edition of PS3.15 whose table was applied.' }),
  dates: z.enum(['kept', 'shifted', 'removed']),
  uids_replaced: z.int(),
  texts_cleaned: z.int(),
  actions: z
    .record(z.string(), z.record(z.string(), z.int()))
    .meta({ description: 'How often each action of Table E.1-1 was done, by attribute.' }),
  instances: z.array(
    z.object({
      sop_instance_uid: z.string(),
      sha256: z.string(),
      pixel_boxes: z
        .array(PixelBox)
        .optional()
        .meta({ description: 'What was blanked in its pixels; missing when nothing was.' }),
      deidentified_by: z.literal('sender').optional().meta({
        description:
          'Who sent it had de-identified it, and counted what was done; here it was checked. Missing: it was de-identified here.',
      }),
    }),
  ),
  reviews: z
    .array(
      z.object({
        sop_instance_uid: z.string(),
        reasons: z.array(z.enum(deidentificationReasons)),
        reviewer: z.string().nullable(),
        reviewed_at: timestamp(),
        texts_redacted: z.int(),
      }),
    )
    .optional()
    .meta({
      description: 'Instances that were held until a person let them pass; absent when there were none.',
    }),
});
export type ReceiptContent = z.output<typeof ReceiptContent>;

export const Receipt = z
  .object({
    content: ReceiptContent,
    public_key: z.string().meta({ description: "The realm's key: Ed25519, SPKI in base64." }),
    signature: z.string().meta({
      description: 'Over the content as JSON with sorted keys and without spaces, in base64.',
    }),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.output<typeof Receipt>;

/**
 * The text that a receipt's signature is over: JSON with sorted keys and no spaces, the same whoever has read and written it meanwhile.
 * Its bytes are UTF-8.
 */
export function signedReceiptText(content: ReceiptContent): string {
  return JSON.stringify(sorted(content));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
