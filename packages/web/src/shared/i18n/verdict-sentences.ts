// Says in the language of the page what the server says of files that were not simply stored. Beside the pages that show such, and not in the frame.
import { deidentificationReasons } from '@lumenbox/contract';
import type { TFunction } from 'i18next';
import { verdicts } from './en/verdicts.ts';
import { patternOf } from './server-sentences.ts';

type Sentence = keyof typeof verdicts.sentences;
type Fact = keyof typeof verdicts.facts;

const patterns = (Object.entries(verdicts.sentences) as [Sentence, string][]).map(
  ([key, text]) => [key, patternOf(text)] as const,
);
const factOf = new Map(
  (Object.entries(verdicts.facts) as [Fact, string][]).map(([key, name]) => [name, key]),
);

/** The part of a reason that is for people, behind its code; in the server's words where we do not know them. */
export function sayReason(reason: string, t: TFunction): string {
  const sentence = reason.replace(/^[a-z]+(?:-[a-z]+)*: /, '');
  for (const [key, pattern] of patterns) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    // Which placeholders a sentence has is known by its own text alone.
    const say = t as unknown as (key: string, values: Record<string, string>) => string;
    const { facts, reasons, ...values } = match.groups ?? {};
    return say(`verdicts.sentences.${key}`, {
      defaultValue: sentence,
      ...values,
      ...(facts === undefined ? {} : { facts: factNames(facts, t) }),
      ...(reasons === undefined ? {} : { reasons: reasonNames(reasons, t) }),
    });
  }
  return sentence;
}

/** “secondary-capture, graphics”: each as the review queue says it; one that is not known stays. */
function reasonNames(list: string, t: TFunction): string {
  return list
    .split(', ')
    .map((code) => {
      const reason = deidentificationReasons.find((one) => one === code);
      return reason === undefined ? code : t(`profiles.reasons.${reason}`);
    })
    .join('; ');
}

/** “name, birth date and sex”: each of them, and the word between. */
function factNames(list: string, t: TFunction): string {
  return list.replace(/birth date|\w+/g, (name) => {
    const fact = factOf.get(name);
    return fact === undefined ? name : t(`verdicts.facts.${fact}`);
  });
}
