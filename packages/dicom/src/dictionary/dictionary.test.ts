// The data dictionary: lookups both ways, repeating groups, private tags, transfer syntaxes.
import { describe, expect, it } from 'vitest';
import {
  formatTag,
  hasLongHeader,
  isStorageSopClass,
  isVr,
  lookupTag,
  lookupTransferSyntax,
  sopClassName,
  storageSopClassUids,
  tagOf,
  tags,
  transferSyntaxes,
} from './index.ts';

describe('attributes', () => {
  it('knows tag, keyword, name, VR and VM of an attribute', () => {
    expect(lookupTag(0x00100010)).toEqual({
      keyword: 'PatientName',
      name: "Patient's Name",
      vr: 'PN',
      vm: '1',
      retired: false,
    });
    expect(tagOf('StudyInstanceUID')).toBe(0x0020000d);
    expect(tags.PixelData).toBe(0x7fe00010);
  });

  it('finds every keyword again by its tag', () => {
    const lost = Object.entries(tags).filter(([keyword, tag]) => lookupTag(tag)?.keyword !== keyword);
    expect(lost).toEqual([]);
    expect(Object.keys(tags).length).toBeGreaterThan(5000);
  });

  it('gives every attribute a VR of the standard', () => {
    expect(Object.values(tags).filter((tag) => !isVr(lookupTag(tag)?.vr ?? ''))).toEqual([]);
  });

  it('tells the choices where the standard leaves the VR open', () => {
    expect(lookupTag(tags.SmallestImagePixelValue)).toMatchObject({ vr: 'US', vrChoices: ['US', 'SS'] });
    expect(lookupTag(tags.PixelData)).toMatchObject({ vr: 'OW', vrChoices: ['OB', 'OW'] });
    expect(lookupTag(tags.LUTData)).toMatchObject({ vr: 'OW' });
  });

  it('knows the repeating groups of overlays and curves', () => {
    expect(lookupTag(0x60003000)).toMatchObject({ keyword: 'OverlayData', vr: 'OW' });
    expect(lookupTag(0x601e0010)).toMatchObject({ keyword: 'OverlayRows', vr: 'US' });
    expect(lookupTag(0x50023000)).toMatchObject({ keyword: 'CurveData', retired: true });
    expect(lookupTag(0x00203105)).toMatchObject({ keyword: 'SourceImageIDs' });
  });

  it('takes every element 0000 as a group length, private groups included', () => {
    expect(lookupTag(0x00080000)).toMatchObject({ vr: 'UL' });
    expect(lookupTag(0x00090000)).toMatchObject({ vr: 'UL' });
  });

  it('knows no private and no unassigned tags, and no keyword that is none', () => {
    expect(lookupTag(0x00091001)).toBeUndefined();
    expect(lookupTag(0x60010010)).toBeUndefined();
    expect(lookupTag(0x0008ffff)).toBeUndefined();
    expect(tagOf('toString')).toBeUndefined();
    expect(tagOf('__proto__')).toBeUndefined();
  });

  it('writes tags as eight capital digits', () => {
    expect(formatTag(0x0020000d)).toBe('0020000D');
    expect(formatTag(0xfffee000)).toBe('FFFEE000');
  });

  it('knows which VRs have a 32 bit length', () => {
    const long = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'] as const;
    const short = [
      'AE',
      'AS',
      'AT',
      'CS',
      'DA',
      'DS',
      'DT',
      'FD',
      'FL',
      'IS',
      'LO',
      'LT',
      'PN',
      'SH',
      'SL',
    ] as const;
    expect(long.every(hasLongHeader)).toBe(true);
    expect([...short, 'SS', 'ST', 'TM', 'UI', 'UL', 'US'].some((vr) => isVr(vr) && hasLongHeader(vr))).toBe(
      false,
    );
    expect(isVr('XX')).toBe(false);
  });
});

describe('SOP classes and transfer syntaxes', () => {
  it('names storage SOP classes', () => {
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.2')).toBe('CT Image Storage');
    expect(isStorageSopClass('1.2.840.10008.5.1.4.1.1.2')).toBe(true);
    expect(isStorageSopClass('1.2.840.10008.1.1')).toBe(false);
    expect(storageSopClassUids().length).toBeGreaterThan(150);
  });

  it('says how each transfer syntax lays bytes out', () => {
    expect(lookupTransferSyntax('1.2.840.10008.1.2')).toMatchObject({ explicit: false, encapsulated: false });
    expect(lookupTransferSyntax('1.2.840.10008.1.2.2')).toMatchObject({ bigEndian: true, retired: true });
    expect(lookupTransferSyntax('1.2.840.10008.1.2.1.99')).toMatchObject({ deflated: true, explicit: true });
    expect(lookupTransferSyntax('1.2.840.10008.1.2.4.50')).toMatchObject({ encapsulated: true, lossy: true });
    expect(lookupTransferSyntax('1.2.840.10008.1.2.4.102')).toMatchObject({ video: true });
    expect(lookupTransferSyntax('1.2.3')).toBeUndefined();
  });

  it('lists each transfer syntax once', () => {
    expect(new Set(transferSyntaxes.map(({ uid }) => uid)).size).toBe(transferSyntaxes.length);
  });
});
