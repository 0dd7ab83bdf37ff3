// Receipts: what was done to a study of a case, signed so that anybody can check it with the realm's public key and the files alone.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Receipt, type ReceiptContent, signedReceiptText } from '@lumenbox/contract';
import type { Account, ActionCounts } from '@lumenbox/dicom/deidentify';
import type { AccountedInstance } from './deidentified-instances.store.ts';

/** Sums up what was done to the instances of a study. Throws a RangeError when there are none. */
export function receiptContent(
  study: { id: string; studyInstanceUid: string; issuedAt: string },
  instances: readonly AccountedInstance[],
): ReceiptContent {
  const accounts = instances.map(({ account }) => JSON.parse(account) as Account);
  const [first] = accounts;
  if (first === undefined) throw new RangeError('A receipt is of at least one instance.');
  return {
    study_id: study.id,
    study_instance_uid: study.studyInstanceUid,
    issued_at: study.issuedAt,
    profile: { ...first.profile, options: [...first.options] },
    engine_version: first.engineVersion,
    standard_edition: first.edition,
    dates: first.dates,
    uids_replaced: accounts.reduce((sum, { uidsReplaced }) => sum + uidsReplaced, 0),
    texts_cleaned: accounts.reduce((sum, { textsCleaned }) => sum + textsCleaned, 0),
    actions: sumActions(accounts),
    instances: instances.map(({ sop_instance_uid, sha256 }, place) => {
      const { pixelBoxes: boxes = [], deidentifiedBy } = accounts[place] ?? {};
      return {
        sop_instance_uid,
        sha256,
        ...(boxes.length === 0 ? {} : { pixel_boxes: [...boxes] }),
        ...(deidentifiedBy === undefined ? {} : { deidentified_by: deidentifiedBy }),
      };
    }),
    ...reviewsOf(instances, accounts),
  };
}

/** What a person let pass, of those that were held. */
function reviewsOf(
  instances: readonly AccountedInstance[],
  accounts: readonly Account[],
): Pick<ReceiptContent, 'reviews'> {
  const reviews = instances.flatMap(({ sop_instance_uid }, place) => {
    const review = accounts[place]?.review;
    if (review === undefined) return [];
    const { reasons, reviewer, reviewedAt, textsRedacted } = review;
    return {
      sop_instance_uid,
      reasons: [...reasons],
      reviewer,
      reviewed_at: reviewedAt,
      texts_redacted: textsRedacted,
    };
  });
  return reviews.length === 0 ? {} : { reviews };
}

function sumActions(accounts: readonly Account[]): Record<string, Record<string, number>> {
  const sums = new Map<string, Record<string, number>>();
  for (const { actions } of accounts)
    for (const [attribute, counts] of Object.entries(actions)) add(sums, attribute, counts);
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function add(sums: Map<string, Record<string, number>>, attribute: string, counts: ActionCounts): void {
  const sum = sums.get(attribute) ?? {};
  for (const [action, count] of Object.entries(counts)) sum[action] = (sum[action] ?? 0) + count;
  sums.set(attribute, sum);
}

/** Signs a receipt with the realm's key (Ed25519, RFC 8032). */
export function signReceipt(content: ReceiptContent, signingKey: string): Receipt {
  const key = createPrivateKey({
    key: Buffer.from(signingKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  return {
    content,
    public_key: publicKeyText(createPublicKey(key)),
    signature: sign(null, Buffer.from(signedReceiptText(content)), key).toString('base64'),
  };
}

/** Says whether a receipt is as it was signed, by the key that it names. Whose key that is, only its holder can say. */
export function isSignatureValid({ content, public_key, signature }: Receipt): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(public_key, 'base64'), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(signedReceiptText(content)), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function publicKeyText(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}
