// Person names: from the text of a PN value to its groups and components and back. Knows no bytes and no order of display.

/** The five components of one group of a person name (PS3.5 6.2.1); empty where the name has none. */
export interface PersonNameGroup {
  family: string;
  given: string;
  middle: string;
  prefix: string;
  suffix: string;
}

/** A person name's three groups: single-byte, ideographic and phonetic writing (PS3.5 6.2.1.1). */
export interface PersonName {
  alphabetic?: PersonNameGroup;
  ideographic?: PersonNameGroup;
  phonetic?: PersonNameGroup;
}

const groupNames = ['alphabetic', 'ideographic', 'phonetic'] as const;

/**
 * The parts of one PN value. Empty groups are left out, spaces around components are padding and go, and what stands
 * behind a fourth caret or a second equals sign too many is kept with the last part there is.
 */
export function parsePersonName(text: string): PersonName {
  const groups = text.replace(/\0+$/, '').split('=');
  const name: PersonName = {};
  groupNames.forEach((groupName, i) => {
    const group = parseGroup(i === 2 ? groups.slice(2).join(' ') : (groups[i] ?? ''));
    if (group !== undefined) name[groupName] = group;
  });
  return name;
}

function parseGroup(text: string): PersonNameGroup | undefined {
  const [family = '', given = '', middle = '', prefix = '', ...rest] = text
    .split('^')
    .map((part) => part.trim());
  const suffix = rest.filter((part) => part !== '').join(' ');
  if (family + given + middle + prefix + suffix === '') return undefined;
  return { family, given, middle, prefix, suffix };
}

/**
 * The PN value of a name, without the delimiters that nothing follows. Delimiters and control characters inside a
 * component would make it another name and become spaces.
 */
export function formatPersonName(name: PersonName): string {
  return groupNames
    .map((groupName) => formatGroup(name[groupName]))
    .join('=')
    .replace(/=+$/, '');
}

function formatGroup(group: PersonNameGroup | undefined): string {
  if (group === undefined) return '';
  return [group.family, group.given, group.middle, group.prefix, group.suffix]
    .map((part) => part.replace(/[\\^=\p{Cc}]+/gu, ' ').trim())
    .join('^')
    .replace(/\^+$/, '');
}
