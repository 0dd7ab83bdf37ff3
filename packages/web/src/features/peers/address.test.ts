// Addresses of peers, and the command that adds one.
import { describe, expect, it } from 'vitest';
import { addCommand, addressOf } from './address.ts';

describe('the address of a peer', () => {
  it('is host and port, an IPv6 address in brackets', () => {
    expect(addressOf({ host: '192.0.2.20', port: 104 })).toBe('192.0.2.20:104');
    expect(addressOf({ host: 'pacs.example.org', port: 11112 })).toBe('pacs.example.org:11112');
    expect(addressOf({ host: '2001:db8::1', port: 104 })).toBe('[2001:db8::1]:104');
  });
  it('is none without a host', () => {
    expect(addressOf({ host: null, port: null })).toBeUndefined();
  });
});

describe('the command that adds a peer', () => {
  it('names the team so that a shell takes it whole', () => {
    expect(addCommand('Radiology North')).toContain("--team 'Radiology North' --ae-title");
    expect(addCommand("St Mary's")).toContain("--team 'St Mary'\\''s' --ae-title");
  });
});
