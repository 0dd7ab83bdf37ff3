// Attributes by keyword and by tag, as people type them.
import { expect, it } from 'vitest';
import { attributeText, findKeywords, tagText } from './attribute-text.ts';

it('shows the keyword where there is one, and the tag where not', () => {
  expect(['00081030', '60XX3000', '00080003'].map(attributeText)).toEqual([
    'StudyDescription',
    '60XX3000',
    '00080003',
  ]);
});

it('takes keywords and tags in usual spellings', () => {
  expect([' StudyDescription', '(0008,1030)', '0008103e', 'nonsense'].map(tagText)).toEqual([
    '00081030',
    '00081030',
    '0008103E',
    'NONSENSE',
  ]);
});

it('finds keywords by a part, those that begin with it first', () => {
  expect(findKeywords('patientn')[0]).toBe('PatientName');
  expect(findKeywords('name').length).toBe(20);
  expect(findKeywords('')).toEqual([]);
});
