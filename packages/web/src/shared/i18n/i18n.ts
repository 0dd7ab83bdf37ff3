// The texts of the dashboard, as React asks for them. Each language's are loaded when it is spoken.
import { createInstance, type FormatterModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { formatCount } from '../format/format.ts';
import type { en } from './en/catalogue.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** Parts the thousands of counts. Other numbers may be names (of a series, of a port) and stay as they are. */
const countsByLocale: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value, _format, _language, options) =>
    options?.interpolationkey === 'count' && typeof value === 'number' ? formatCount(value) : value,
};

export const i18n = createInstance();
void i18n
  .use(countsByLocale)
  .use(initReactI18next)
  .init({
    lng: 'en',
    // Nothing to fall back on is needed: each catalogue is whole.
    fallbackLng: false,
    // Names of scopes and orders hold colons.
    nsSeparator: false,
    resources: {},
    interpolation: {
      // React escapes; doubling it would show entities.
      escapeValue: false,
      alwaysFormat: true,
    },
    // A page whose texts were not loaded is a fault that must be seen, by tests first.
    parseMissingKeyHandler: (key, standard) => {
      if (standard === undefined)
        queueMicrotask(() => {
          throw new Error(`There is no text ${key}.`);
        });
      return standard ?? key;
    },
    initAsync: false,
  });
