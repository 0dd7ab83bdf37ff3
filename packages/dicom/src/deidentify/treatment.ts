// What a profile says of one attribute: the table's row, the options that change it, own rules before them, and the
// judgement of attributes without a row. One decision for each tag and standing, remembered.
import { formatTag, type Tag } from '../dictionary/attributes.ts';
import { judgeUnlisted, rowBeyondTable } from './beyond-the-table.ts';
import { resolveBasicAction, type Standing } from './iod-requirements.ts';
import type { ProfileOption } from './options.ts';
import type { DeidentificationProfile, ProfileRule } from './profile.ts';
import {
  createRowLookup,
  type ProfileRow,
  profileRows,
  type TableAction,
  type TableOption,
} from './profile-table.ts';

/** What is to be done with an attribute. */
export interface Treatment {
  readonly action: TableAction;
  /** What is done when the value does not allow the action: the Basic Profile's. */
  readonly fallback: TableAction;
  /** The attribute in accounts: the row's pattern or the tag. */
  readonly name: string;
  /** A row or a rule is about it; otherwise it stays because nothing speaks against it. */
  readonly isListed: boolean;
  /** What stands there instead, by an own rule. */
  readonly replacement?: string;
}

/** A profile made ready. */
export interface Treatments {
  readonly profile: DeidentificationProfile;
  has(option: ProfileOption): boolean;
  /** What is done to attributes that stand there. */
  at(standing: Standing): (tag: Tag) => Treatment;
}

const rowOf = createRowLookup(profileRows());
/** There are some 5000 standard tags; a hostile file can make up more. */
const rememberedMax = 20_000;

/** Makes a profile ready. */
export function compileProfile(profile: DeidentificationProfile): Treatments {
  const used = new Set<ProfileOption>(profile.options);
  const ruleOf = createRuleLookup(profile.rules);
  const standings = new Map<string, (tag: Tag) => Treatment>();
  return {
    profile,
    has: (option) => used.has(option),
    at(standing) {
      const key = `${standing.family}${standing.isNested ? ' nested' : ''}`;
      const known = standings.get(key);
      if (known !== undefined) return known;
      const made = rememberTreatments((tag) => decide(tag, standing, { used, ruleOf }));
      standings.set(key, made);
      return made;
    },
  };
}

function rememberTreatments(decideOn: (tag: Tag) => Treatment): (tag: Tag) => Treatment {
  const remembered = new Map<Tag, Treatment>();
  return (tag) => {
    const known = remembered.get(tag);
    if (known !== undefined) return known;
    const made = decideOn(tag);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(tag, made);
    return made;
  };
}

type Deciding = {
  used: ReadonlySet<ProfileOption>;
  ruleOf: (tag: Tag) => ProfileRule | undefined;
};

function createRuleLookup(rules: readonly ProfileRule[]): Deciding['ruleOf'] {
  const byPattern = new Map(rules.map((rule) => [rule.tag, rule]));
  const lookup = createRowLookup(rules.map(({ tag }) => ({ pattern: tag, basic: 'X', options: {} })));
  return (tag) => {
    const row = lookup(tag);
    return row === undefined ? undefined : byPattern.get(row.pattern);
  };
}

const ruleActions: Readonly<Record<ProfileRule['action'], TableAction>> = {
  keep: 'K',
  remove: 'X',
  empty: 'Z',
  replace: 'D',
  clean: 'C',
};

function decide(tag: Tag, standing: Standing, { used, ruleOf }: Deciding): Treatment {
  const row = rowOf(tag) ?? rowBeyondTable(tag);
  const byProfile = row === undefined ? unlisted(tag, used) : byRow(row, tag, { standing, used });
  const rule = ruleOf(tag);
  if (rule === undefined) return byProfile;
  const { name, fallback } = byProfile;
  const action = ruleActions[rule.action];
  return rule.action === 'replace'
    ? { name, fallback, action, isListed: true, replacement: rule.value ?? '' }
    : { name, fallback: fallback === 'K' ? 'X' : fallback, action, isListed: true };
}

function byRow(
  row: ProfileRow,
  tag: Tag,
  { standing, used }: { standing: Standing; used: ReadonlySet<ProfileOption> },
): Treatment {
  const fallback = resolveBasicAction(row.basic, tag, standing);
  const actions = Object.entries(row.options)
    .filter(([option]) => used.has(option as TableOption))
    .map(([, action]) => action);
  // Of two options the one that changes the value is the safer: a device's date of calibration moves with all dates.
  const action = actions.includes('C') ? 'C' : (actions[0] ?? fallback);
  return { name: row.pattern, action, fallback, isListed: true };
}

function unlisted(tag: Tag, used: ReadonlySet<ProfileOption>): Treatment {
  const treatment = (action: TableAction, fallback: TableAction = action): Treatment => ({
    name: formatTag(tag),
    action,
    fallback,
    isListed: false,
  });
  switch (judgeUnlisted(tag)) {
    case 'remove':
      return treatment('X');
    case 'describe':
      return used.has('cleanDescriptors') ? treatment('C', 'D') : treatment('D');
    case 'dummy':
      return treatment('D');
    case 'date':
      if (used.has('retainLongitudinalFullDates')) return treatment('K', 'D');
      return used.has('retainLongitudinalModifiedDates') ? treatment('C', 'D') : treatment('D');
    case 'uid':
      return used.has('retainUids') ? treatment('K', 'U') : treatment('U');
    case 'kind':
    case 'keep':
      return treatment('K', 'D');
  }
}
