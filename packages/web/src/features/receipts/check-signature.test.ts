// The check of a signature, on a receipt that is signed here.
import { type Receipt, signedReceiptText } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { checkSignature } from './check-signature.ts';

const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

async function aReceipt(): Promise<Receipt> {
  const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const content: Receipt['content'] = {
    study_id: '0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f20',
    study_instance_uid: '2.25.1',
    issued_at: '2025-01-15T10:30:00.000000Z',
    profile: { name: 'basic', version: 1, options: ['Räume'] },
    engine_version: '1',
    standard_edition: '2024e',
    dates: 'removed',
    uids_replaced: 3,
    texts_cleaned: 0,
    actions: { '00100010': { Z: 1 } },
    instances: [],
  };
  const text = new TextEncoder().encode(signedReceiptText(content));
  return {
    content,
    public_key: base64(await crypto.subtle.exportKey('spki', keys.publicKey)),
    signature: base64(await crypto.subtle.sign('Ed25519', keys.privateKey, text)),
  };
}

describe('the signature of a receipt', () => {
  it('is valid as it was signed, in whatever order its members stand', async () => {
    const receipt = await aReceipt();
    expect(await checkSignature(receipt)).toBe('valid');
    const turned = Object.fromEntries(Object.entries(receipt.content).reverse()) as Receipt['content'];
    expect(await checkSignature({ ...receipt, content: turned })).toBe('valid');
  });

  it("is invalid when anything was changed, and when it is another key's or none at all", async () => {
    const receipt = await aReceipt();
    const changed = { ...receipt.content, uids_replaced: 4 };
    expect(await checkSignature({ ...receipt, content: changed })).toBe('invalid');
    expect(await checkSignature({ ...receipt, public_key: (await aReceipt()).public_key })).toBe('invalid');
    expect(await checkSignature({ ...receipt, signature: 'nothing' })).toBe('invalid');
    expect(await checkSignature({ ...receipt, public_key: '?' })).toBe('invalid');
  });
});
