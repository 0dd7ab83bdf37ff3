// A key as the API prints it, without the key itself.
import type { Scope, Token } from '@lumenbox/contract';
import type { TokenRow } from './tokens.store.ts';

/** A key. */
export function presentToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    user: { id: row.userId, name: row.userName, email: row.userEmail },
    hint: row.hint,
    expires_at: row.expiresAt,
    last_used_at: row.lastUsedAt,
    created_at: row.createdAt,
  };
}
