// Turns a failed request into a sentence for people.
import { ApiError } from '@lumenbox/contract';
import type { TFunction } from 'i18next';
import { translateSentence } from '../i18n/server-sentences.ts';

/** What the API says of every refused permission; other sentences with a 403 tell more than we could. */
const unauthorizedText = 'This action is unauthorized.';

/** What to tell of an error. The server's own sentence where it has one, in the language of the page where we know it. */
export function explain(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiError)) return t('frame.errors.unreachable');
  if (error.status === 429 || error.status === 503) {
    const seconds = error.retryAfterSeconds;
    const base = error.status === 429 ? t('frame.errors.tooMany') : t('frame.errors.unavailable');
    return seconds === undefined ? base : `${base} ${t('frame.errors.retryIn', { count: seconds })}`;
  }
  if (error.status === 404) return t('frame.errors.notFound');
  // DICOMweb's refusals are known by their status alone: whoever reads images there keeps no sentence of them.
  if (error.status === 403 && ['', unauthorizedText].includes(error.message))
    return t('frame.errors.forbidden');
  if (error.status === 401) return t('frame.errors.signedOut');
  if (error.status >= 500 && error.status !== 501) return t('frame.errors.server');
  return error.message === '' ? t('frame.errors.refused') : translateSentence(error.message, t);
}
