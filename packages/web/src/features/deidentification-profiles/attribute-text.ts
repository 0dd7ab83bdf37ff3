// Attributes as people name them: by keyword where the dictionary has one, else by tag.
import { formatTag, lookupTag, tagOf, tags } from '@lumenbox/dicom/dictionary';

/** What a rule's tag is shown as. */
export function attributeText(tag: string): string {
  return (/^[0-9A-F]{8}$/.test(tag) && lookupTag(Number.parseInt(tag, 16))?.keyword) || tag;
}

/** The tag that somebody has typed: a keyword, or a tag with or without parentheses and comma. Anything else as it is. */
export function tagText(text: string): string {
  const typed = text.trim();
  const tag = tagOf(typed);
  return tag === undefined ? typed.replaceAll(/[(),\s]/g, '').toUpperCase() : formatTag(tag);
}

const keywords = Object.keys(tags);
/** More are not read through: who does not see the attribute types more of it. */
const hitsMax = 20;

/** Keywords that hold a text, those that begin with it first. */
export function findKeywords(text: string): string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const hits = keywords.filter((keyword) => keyword.toLowerCase().includes(wanted));
  const isFirst = (keyword: string) => keyword.toLowerCase().startsWith(wanted);
  return [...hits.filter(isFirst), ...hits.filter((keyword) => !isFirst(keyword))].slice(0, hitsMax);
}
