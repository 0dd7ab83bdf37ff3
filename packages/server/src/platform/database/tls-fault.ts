// What can go wrong with TLS on the way to PostgreSQL, as Node and OpenSSL tell it. No words for people.

/** What a fault of TLS is about: the server's certificate, our own files, or what the two sides say to each other. */
export type TlsFault = 'untrusted' | 'name' | 'time' | 'own-files' | 'handshake';

/** Codes of Node's verification of a certificate; those that are not here are about what it is signed by. */
const verificationCodes: Readonly<Record<string, TlsFault>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
  HOSTNAME_MISMATCH: 'name',
  CERT_NOT_YET_VALID: 'time',
  CERT_HAS_EXPIRED: 'time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_CHAIN_TOO_LONG: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
  PATH_LENGTH_EXCEEDED: 'untrusted',
};

/** The fault of TLS that an error is; `undefined` when it is none. */
export function tlsFaultOf(error: unknown): TlsFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  // The driver's own: the server answered with neither of the letters that it may.
  if (error.message === 'There was an error establishing an SSL connection') return 'handshake';
  if (typeof code !== 'string') return undefined;
  if (Object.hasOwn(verificationCodes, code)) return verificationCodes[code];
  if (code.startsWith('ERR_OSSL_')) return 'own-files';
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') ? 'handshake' : undefined;
}
