// What a page says, by eye and by screen reader, and which of it is English that has a German text.
import type { Page } from 'playwright-core';
import { de } from '../../../packages/web/src/shared/i18n/de/catalogue.ts';
import { en } from '../../../packages/web/src/shared/i18n/en/catalogue.ts';

interface Texts {
  readonly [key: string]: string | Texts;
}

const all = (texts: Texts): string[] =>
  Object.values(texts).flatMap((value) => (typeof value === 'string' ? [value] : all(value)));

const german = new Set(all(de));
const placeholder = /\{\{(.+?)\}\}/;
/** Placeholders of which each stands for a number. Without `place`, “{{place}} of {{total}}” would be every sentence with an “of”. */
const numbers = ['count', 'place'];

/** English texts that no German text equals, as patterns of a whole text: anything may stand for a placeholder, digits for a number. */
const englishOnly = all(en)
  .filter((text) => !german.has(text))
  .map((text) => new RegExp(`^${text.split(placeholder).map(patternOf).join('')}$`));

/** Every other part is the name of a placeholder. */
function patternOf(part: string, index: number): string {
  if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return numbers.includes(part) ? '[\\d.,]+' : '.+';
}

/** Every text that is seen on the page or read out of it: texts, names, placeholders, titles. */
export async function textsOnScreen(page: Page): Promise<string[]> {
  const found = await page.evaluate(() => {
    const isSeen = (element: Element | null) =>
      element?.checkVisibility({ visibilityProperty: true }) === true;
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (isSeen(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent ?? '');
    for (const attribute of ['aria-label', 'placeholder', 'title', 'alt'])
      for (const element of document.querySelectorAll(`[${attribute}]`))
        if (isSeen(element)) texts.push(element.getAttribute(attribute) ?? '');
    return texts;
  });
  return [...new Set(found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text)))];
}

/** What of a page is English although the catalogue has German for it; `data` are texts of the archive. */
export async function englishLeft(page: Page, data: readonly string[] = []): Promise<string[]> {
  const texts = (await textsOnScreen(page)).map((text) => text.replace(/ · Lumenbox$/, ''));
  return texts.filter((text) => !data.includes(text) && englishOnly.some((pattern) => pattern.test(text)));
}
