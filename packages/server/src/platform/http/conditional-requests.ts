// Conditional requests (RFC 9110 13): whether the client has what it asks for already. Pure.

/** Characters of a fingerprint in a tag: enough that no two states share them. */
const etagCharacters = 32;

/** The entity tag for a fingerprint. A weak one says: the same data, in other bytes perhaps. */
export function entityTag(fingerprint: string, { isWeak }: { isWeak: boolean }): string {
  return `${isWeak ? 'W/' : ''}"${fingerprint.slice(0, etagCharacters)}"`;
}

/** RFC 9110 13.1.2: a list of tags, compared weakly, or `*`. */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(etag));
}
