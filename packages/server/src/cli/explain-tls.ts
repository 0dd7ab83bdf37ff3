// Faults of TLS on the way to PostgreSQL as sentences that say what to do.
import { tlsFaultOf } from '../platform/database/index.ts';

const setting = 'LUMENBOX_DATABASE_URL';

/** The sentence; `undefined` when the error is no fault of TLS. */
export function explainTls(error: unknown): string | undefined {
  const fault = tlsFaultOf(error);
  if (fault === undefined) return undefined;
  const { code, reason, message } = error as Error & { code?: string; reason?: string };
  const said = reason ?? code ?? message;
  switch (fault) {
    case 'untrusted':
      return `The certificate of the database's server is not trusted (${said}). Name the PEM file of the authority that signed it, or of the certificate itself when that is self-signed, at the end of ${setting}: ?sslmode=verify-full&sslrootcert=FILE`;
    case 'name':
      return `The certificate of the database's server is for another host than ${setting} names (${message}). Write the host there as the certificate has it, or give the server a certificate for its name.`;
    case 'time':
      return `The certificate of the database's server is not valid today (${said}). Renew it there, and see that the clocks of both machines are right.`;
    case 'own-files':
      return `The files that sslcert and sslkey in ${setting} name cannot be used (${said}). They must be a certificate and its key in PEM form, without a pass phrase.`;
    case 'handshake':
      return `The database's server and Lumenbox cannot agree on TLS (${said}). See that the host and the port in ${setting} are PostgreSQL's, and whether its server asks for a certificate: &sslcert=FILE&sslkey=FILE`;
  }
}
