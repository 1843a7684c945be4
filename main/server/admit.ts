import type { IncomingMessage } from 'node:http';
import { isOwnOrigin } from './origin.ts';
import { isAuthorised, isToken, sessionCookie } from './token.ts';

/** What guards a server. */
export interface Guard {
  host: string;
  port: number;
  /** Absent = every program of this machine may ask. */
  token: string | undefined;
}

/** The address that is asked for; or what to answer instead: the start page with a cookie, or why it is refused. */
export type Admission = { url: URL } | { cookie: string } | { status: number; lines: [string, string] };

/** Everything that must be right of a request before anything is done for it. */
export function admit(
  request: Pick<IncomingMessage, 'headers' | 'url'>,
  { host, port, token }: Guard,
): Admission {
  if (!isOwnOrigin(request, host)) {
    return {
      status: 403,
      lines: ['This address does not belong to this studio.', 'Open the address that Faceloom printed.'],
    };
  }
  const target = request.url ?? '/';
  // Two slashes would make the path a host.
  const url = target.startsWith('//') ? null : URL.parse(target, 'http://local');
  if (url === null)
    return { status: 400, lines: ['That address cannot be read.', 'Go back to the start page: /'] };
  if (token === undefined) return { url };
  // Out of the address bar and the history, into a cookie.
  if (url.pathname === '/' && isToken(url.searchParams.get('token'), token))
    return { cookie: sessionCookie(port, token) };
  if (isAuthorised(request, port, token)) return { url };
  return {
    status: 401,
    lines: [
      'The access token is missing or wrong.',
      'Open the whole address that Faceloom printed when it started; it ends with ?token=…',
    ],
  };
}
