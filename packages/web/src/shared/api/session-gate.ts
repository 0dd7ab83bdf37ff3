// Keeps the CSRF token, and brings a request whose session ran out through a new sign-in instead of losing it.
import { apiPrefix } from '@lumenbox/contract';

/** Asks the person to sign in again; true when that worked. */
export type SignInAgain = () => Promise<boolean>;

let csrfToken: string | null = null;
let askToSignIn: SignInAgain | undefined;
let asking: Promise<boolean> | undefined;

/** The token that writes carry as `X-CSRF-Token`. */
export function currentCsrfToken(): string | null {
  return csrfToken;
}
/** Called whenever a session was read. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}
/** The app registers its dialog here, and takes it away when nobody is signed in. */
export function registerSignInAgain(ask: SignInAgain | undefined): void {
  askToSignIn = ask;
}

/** One dialog, however many requests find the session gone at once. False where there is nobody to ask. */
export async function signInAgain(): Promise<boolean> {
  if (askToSignIn === undefined) return false;
  asking ??= askToSignIn().finally(() => {
    asking = undefined;
  });
  return asking;
}

/** Where a 401 is an answer and not an interruption. */
const openPaths = ['/session', '/setup', '/invitations/open', '/invitations/accept'].map(
  (path) => apiPrefix + path,
);

/** `fetch` that repeats a request after the person signed in again, or after another tab renewed the session. */
export async function guardedFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(input, init);
  if (openPaths.includes(pathOf(input))) return response;
  const sentToken = new Headers(init.headers).get('X-CSRF-Token');
  const mayRepeat =
    (response.status === 401 && (await signInAgain())) ||
    (response.status === 403 && sentToken !== null && (await hasNewToken(sentToken)));
  if (!mayRepeat) return response;
  const headers = new Headers(init.headers);
  if (sentToken !== null && csrfToken !== null) headers.set('X-CSRF-Token', csrfToken);
  return fetch(input, { ...init, headers });
}

function pathOf(input: RequestInfo | URL): string {
  const address = input instanceof Request ? input.url : input;
  return new URL(address, window.location.origin).pathname;
}

/** Another tab may have signed in anew: then the token that we sent is an old one. */
export async function hasNewToken(sentToken: string): Promise<boolean> {
  const response = await fetch(`${apiPrefix}/session`, { headers: { Accept: 'application/json' } });
  if (!response.ok) return false;
  const { data } = (await response.json()) as { data: { csrf_token: string | null } };
  keepCsrfToken(data.csrf_token);
  return data.csrf_token !== null && data.csrf_token !== sentToken;
}
