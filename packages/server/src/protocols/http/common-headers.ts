// What every answer carries; pages and files of the dashboard loosen the policy for themselves.

/** A year, for this host alone: what else stands below its name is not ours to decide about (RFC 6797 6.1). */
const overTlsAlone = { 'Strict-Transport-Security': 'max-age=31536000' };

/** The headers of an answer; `isSecure` when it goes over TLS, outside of which browsers are told nothing about it (RFC 6797 7.2). */
export function commonHeaders(
  requestId: string,
  { isSecure }: { isSecure: boolean },
): Record<string, string> {
  return {
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    ...(isSecure && overTlsAlone),
  };
}
