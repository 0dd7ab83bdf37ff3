// The account of what was done to an instance: numbers, tags, options. No value of the original, nothing that identifies.
import type { ProfileOption } from './options.ts';
import type { PixelBox } from './pixel-boxes.ts';
import { profileEdition } from './profile-rows.generated.ts';
import type { TableAction } from './profile-table.ts';
import type { ReviewReason } from './review-reasons.ts';
import type { Treatments } from './treatment.ts';

/** Counts up when the same input can give another result. */
export const engineVersion = '1.2.3';

/** How often each action was done to one attribute. */
export type ActionCounts = Partial<Record<TableAction, number>>;

/** What was done to one instance. Plain data; accounts of many instances can be added up. */
export interface Account {
  readonly engineVersion: string;
  /** Of PS3.15. */
  readonly edition: string;
  readonly profile: { readonly name: string; readonly version: number };
  readonly options: readonly ProfileOption[];
  /** By the pattern of Table E.1-1 (`60XX3000`, `PRIVATE`), or by tag. K only where an option or a rule kept it. */
  readonly actions: Readonly<Record<string, ActionCounts>>;
  /** UIDs that were replaced, each counted once for the instance. */
  readonly uidsReplaced: number;
  readonly dates: 'kept' | 'shifted' | 'removed';
  /** Texts out of which something was cut. */
  readonly textsCleaned: number;
  /** Bytes that were set to zero or left out: preamble, what stood behind the data set. */
  readonly preambleCleared: boolean;
  /** What was blanked in the pixels; missing when nothing was. */
  readonly pixelBoxes?: readonly PixelBox[];
  /** Where a person had to look, and let it pass. */
  readonly review?: AccountReview;
  /** Who sent it had done it, and counted; it was verified. Missing: it was done where the account was written. */
  readonly deidentifiedBy?: 'sender';
}

/** What a person did to an instance that was held. */
export interface AccountReview {
  readonly reasons: readonly ReviewReason[];
  /** By name, when it is known. */
  readonly reviewer: string | null;
  /** UTC, ISO 8601. */
  readonly reviewedAt: string;
  readonly textsRedacted: number;
}

/** An account that is being written. */
export interface AccountWriter {
  count(name: string, action: TableAction): void;
  uid(original: string): void;
  text(): void;
  /** The account as it is now. */
  finish(facts: { preambleCleared: boolean; pixelBoxes: readonly PixelBox[] }): Account;
}

/** Begins an account. */
export function openAccount({ profile, has }: Treatments): AccountWriter {
  const actions: Record<string, ActionCounts> = {};
  const uids = new Set<string>();
  let textsCleaned = 0;
  return {
    count(name, action) {
      actions[name] ??= {};
      const counts = actions[name];
      counts[action] = (counts[action] ?? 0) + 1;
    },
    uid: (original) => uids.add(original),
    text: () => {
      textsCleaned += 1;
    },
    finish: ({ preambleCleared, pixelBoxes }) => ({
      engineVersion,
      edition: profileEdition,
      profile: { name: profile.name, version: profile.version },
      options: profile.options,
      actions,
      uidsReplaced: uids.size,
      dates: has('retainLongitudinalFullDates')
        ? 'kept'
        : has('retainLongitudinalModifiedDates')
          ? 'shifted'
          : 'removed',
      textsCleaned,
      preambleCleared,
      ...(pixelBoxes.length === 0 ? {} : { pixelBoxes }),
    }),
  };
}

/** The accounts of instances of one profile as one; `undefined` of none. UIDs that several replaced count for each. */
export function sumAccounts(accounts: readonly Account[]): Account | undefined {
  const [first] = accounts;
  if (first === undefined) return undefined;
  const actions: Record<string, ActionCounts> = {};
  for (const account of accounts)
    for (const [name, counts] of Object.entries(account.actions)) {
      const sum = actions[name] ?? {};
      actions[name] = sum;
      for (const [action, count] of Object.entries(counts) as [TableAction, number][])
        sum[action] = (sum[action] ?? 0) + count;
    }
  const pixelBoxes = accounts.flatMap((account) => account.pixelBoxes ?? []);
  // A person looks at one instance, not at a sum; and one sender did not do what others did.
  const { review: _review, deidentifiedBy: _deidentifiedBy, ...ofAll } = first;
  return {
    ...ofAll,
    ...(pixelBoxes.length === 0 ? {} : { pixelBoxes }),
    actions,
    uidsReplaced: accounts.reduce((sum, { uidsReplaced }) => sum + uidsReplaced, 0),
    textsCleaned: accounts.reduce((sum, { textsCleaned }) => sum + textsCleaned, 0),
    preambleCleared: accounts.some(({ preambleCleared }) => preambleCleared),
  };
}
