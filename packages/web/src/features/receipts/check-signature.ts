// Checks a receipt's signature in the browser, with nothing but what the receipt says (Ed25519, RFC 8032).
import { type Receipt, signedReceiptText } from '@lumenbox/contract';

/** `unknown` where the browser has no Ed25519. */
export type SignatureState = 'valid' | 'invalid' | 'unknown';

/** Says whether a receipt is as it was signed, by the key that it names. */
export async function checkSignature({ content, public_key, signature }: Receipt): Promise<SignatureState> {
  const text = new TextEncoder().encode(signedReceiptText(content));
  try {
    const key = await crypto.subtle.importKey('spki', fromBase64(public_key), 'Ed25519', false, ['verify']);
    const isValid = await crypto.subtle.verify('Ed25519', key, fromBase64(signature), text);
    return isValid ? 'valid' : 'invalid';
  } catch (error) {
    // Away from HTTPS and loopback browsers give pages no cryptography, and older ones do not know the algorithm.
    return crypto.subtle === undefined || (error as Error).name === 'NotSupportedError'
      ? 'unknown'
      : 'invalid';
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
