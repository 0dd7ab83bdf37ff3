// Which new passwords are refused because whoever guesses tries them first (OWASP ASVS 2.1.7, NIST SP 800-63B 5.1.1.2). Stores nothing.
import { failure } from '../../platform/errors.ts';
import { sha256 } from '../../platform/ids.ts';
import { commonPasswordDigests, digestCharacters } from './common-passwords.ts';
import type { Passwords } from './passwords.ts';

/** Fewer different characters are a pattern, however often they are repeated. */
const differentMin = 5;
/** What is left beside words that stand around the account has to be at least so long. */
const restMin = 5;
/** Shorter words are in any sentence. */
const wordCharactersMin = 4;
const productWords = ['lumenbox'];

/** Hashes a new password of somebody. Throws `validation` for one that is guessed first. */
export async function hashNewPassword(
  deps: { readonly passwords: Passwords },
  { password, email, name }: { password: string; email: string; name: string },
): Promise<string> {
  if (isGuessable(password, [email, name]))
    throw failure.validation({
      password: ['This password is among those that are guessed first. Choose another.'],
    });
  return deps.passwords.hash(password);
}

/** Says whether a password is common, a pattern, or little more than words of the product or of `about`. */
export function isGuessable(password: string, about: readonly string[]): boolean {
  const folded = password.normalize('NFKC').toLowerCase().trim();
  return isCommon(folded) || isPattern(folded) || isAbout(folded, about);
}

let common: ReadonlySet<string> | undefined;

/** With or without signs behind it. */
function isCommon(folded: string): boolean {
  common ??= new Set(commonPasswordDigests.match(new RegExp(`.{${digestCharacters}}`, 'g')));
  const known = common;
  return [folded, folded.replace(/[^\p{L}\p{N}]+$/u, '')].some((one) => known.has(digestOf(one)));
}

function digestOf(text: string): string {
  return Buffer.from(sha256(text), 'hex').toString('base64url').slice(0, digestCharacters);
}

/** The same few characters again and again, or the alphabet or the digits in their order, either way. */
function isPattern(folded: string): boolean {
  const characters = [...folded];
  if (new Set(characters).size < differentMin) return true;
  const steps = characters
    .slice(1)
    .map((character, index) => (character.codePointAt(0) ?? 0) - (characters[index]?.codePointAt(0) ?? 0));
  // Behind 9 comes 0.
  return [1, -1].some((way) => steps.every((step) => step === way || step === way * -9));
}

function isAbout(folded: string, about: readonly string[]): boolean {
  const words = about
    .flatMap((text) =>
      text
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter((word) => word.length >= wordCharactersMin)
    .concat(productWords)
    .sort((first, second) => second.length - first.length);
  let rest = folded;
  for (const word of words) rest = rest.replaceAll(word, '');
  return rest !== folded && rest.length < restMin;
}
