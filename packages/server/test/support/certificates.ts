// Certificates for tests of TLS, signed by themselves, made by code: nothing that expires lies in the sources.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

/** A key and its certificate, both PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly certificate: string;
}

/** Makes one for a DNS name (X.509 v3, RFC 5280 4.1). */
export function selfSigned(name: string, { untilYear = 2099 } = {}): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  // ecdsa-with-SHA256; commonName; subjectAltName.
  const algorithm = tagged(0x30, oid('2a8648ce3d040302'));
  const subject = tagged(0x30, tagged(0x31, tagged(0x30, oid('550403'), tagged(0x0c, Buffer.from(name)))));
  const names = tagged(0x30, tagged(0x82, Buffer.from(name)));
  const extensions = tagged(0x30, tagged(0x30, oid('551d11'), tagged(0x04, names)));
  const body = tagged(
    0x30,
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    algorithm,
    subject,
    tagged(0x30, startOfYear(2000), startOfYear(untilYear)),
    subject,
    publicKey,
    tagged(0xa3, extensions),
  );
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  const whole = tagged(0x30, body, algorithm, tagged(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey, certificate };
}

/** A value of DER: its tag, its length, its content. */
function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const lengthBytes =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), bytes]);
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function startOfYear(year: number): Buffer {
  return tagged(0x18, Buffer.from(`${year}0101000000Z`));
}
