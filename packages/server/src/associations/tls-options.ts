// TLS for associations as the BCP 195 profiles of PS3.15 B.12 want it (RFC 9325): TLS 1.2 and 1.3, forward secrecy, AEAD.
import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';

/** Files in PEM form. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** Of whom certificates are taken; undefined: clients show none, servers are judged by the system's authorities. */
  readonly authorities: string | undefined;
}

/** TLS 1.3's suites, then those of TLS 1.2 that RFC 9325 4.2 recommends. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

/** What is agreed upon with whoever calls and is called. */
export const tlsProfile = { minVersion: 'TLSv1.2', ciphers, honorCipherOrder: true } as const;

/** What a listener needs. With authorities a client without a certificate of theirs is refused. Throws when a file cannot be read. */
export function tlsServerOptions(files: TlsFiles): TlsOptions {
  const { authorities } = files;
  return {
    ...tlsProfile,
    ...identity(files),
    ...(authorities === undefined
      ? {}
      : { ca: readFileSync(authorities), requestCert: true, rejectUnauthorized: true }),
  };
}

/** What a call needs: ours to show where we have one, and by whose word the other's is believed. */
export function tlsClientOptions(files: Partial<TlsFiles>) {
  const { certificate, key, authorities } = files;
  return {
    ...tlsProfile,
    ...(certificate === undefined || key === undefined ? {} : identity({ certificate, key })),
    ...(authorities === undefined ? {} : { ca: readFileSync(authorities) }),
  };
}

function identity({ certificate, key }: Pick<TlsFiles, 'certificate' | 'key'>) {
  return { cert: readFileSync(certificate), key: readFileSync(key) };
}
