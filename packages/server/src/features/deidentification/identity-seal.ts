// What the pseudonyms of an instance stand for, encrypted with the realm's key (AES-256-GCM, NIST SP 800-38D) and bound to its instance.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Of an original, what its pseudonyms stand for; `label` is what its patient is called in the case. */
export interface OriginalIdentity {
  readonly patientId: string | null;
  readonly label: string | null;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A key for a realm, in hexadecimal. */
export function newIdentityKey(): string {
  return randomBytes(keyBytes).toString('hex');
}

/** Seals it for the row of an instance. */
export function sealIdentity(key: string, instanceId: string, identity: OriginalIdentity): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, Buffer.from(key, 'hex'), nonce);
  cipher.setAAD(Buffer.from(instanceId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(identity)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Opens it. Throws an Error when it is not as it was sealed, or of another instance. */
export function openIdentity(key: string, instanceId: string, text: string): OriginalIdentity {
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(algorithm, Buffer.from(key, 'hex'), bytes.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(instanceId));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const opened = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  return JSON.parse(opened.toString()) as OriginalIdentity;
}
