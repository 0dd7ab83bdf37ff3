// Which language is spoken, and how its dates and counts are written.
import { afterEach, describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatCountry,
  formatDay,
  formatListedName,
  formatMeasure,
  formatName,
  formatNumber,
  setLocale,
} from '../format/format.ts';
import { de } from './de/catalogue.ts';
import { i18n } from './i18n.ts';
import { languageOf, localeOf } from './language.ts';

afterEach(async () => {
  setLocale('en');
  await i18n.changeLanguage('en');
});

describe('the language', () => {
  it('is the first that the browser wants and that we speak', () => {
    expect(languageOf(['de-CH', 'en-US'])).toBe('de');
    expect(languageOf(['fr-CH', 'DE'])).toBe('de');
    expect(languageOf(['en-GB', 'de'])).toBe('en');
  });
  it('is English where we speak none of them', () => {
    expect(languageOf(['fr', 'it'])).toBe('en');
    expect(languageOf([])).toBe('en');
    expect(languageOf(['den-CA'])).toBe('en');
  });
  it('writes dates as in the region that the browser names with it', () => {
    expect(localeOf('de', ['fr-CH', 'de-CH'])).toBe('de-CH');
    expect(localeOf('de', ['en-US'])).toBe('de');
  });
});

describe('German', () => {
  it('writes days, counts, measures and sizes as Germans do', () => {
    setLocale('de-DE');
    expect(formatDay('20250110')).toBe('10.01.2025');
    expect(formatCount(1_234_567)).toBe('1.234.567');
    expect(formatNumber(1234.5)).toBe('1.234,5');
    expect(formatBytes(3_200_000_000)).toBe('3,2 GB');
  });
  it('writes measures, names and countries', () => {
    setLocale('de-DE');
    expect(formatMeasure(1234.56, 1, 1)).toBe('1234,6');
    expect(formatMeasure(5, 0, 2)).toBe('5');
    expect(formatMeasure(-0.001, 0, 2)).toBe('0');
    expect(formatListedName({ family_name: 'Jones', given_names: 'Jessica' })).toBe('Jones, Jessica');
    expect(formatName({ family_name: 'Jones', given_names: 'Jessica' })).toBe('Jessica Jones');
    expect(formatName({ family_name: 'Jones', given_names: '' })).toBe('Jones');
    expect(formatCountry('CH')).toBe('Schweiz');
    expect(formatCountry('somewhere')).toBe('somewhere');
  });
  it('parts the thousands of counts within texts, and of nothing else', async () => {
    setLocale('de-DE');
    i18n.addResourceBundle('de', 'translation', de);
    await i18n.changeLanguage('de');
    expect(i18n.t('studies.imageCount', { count: 1 })).toBe('1 Bild');
    expect(i18n.t('studies.imageCount', { count: 12_345 })).toBe('12.345 Bilder');
    expect(i18n.t('peers.echoed', { ms: 1234 })).toBe('Antwort nach 1234 ms.');
  });
});
