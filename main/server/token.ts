import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** 256 random bits, safe in a URL. */
export const newToken = () => randomBytes(32).toString('base64url');

/** Cookies do not know ports, so the name does: two studios on one machine keep their own. */
const cookieName = (port: number) => `faceloom-${port}`;

/** The cookie that a page gets for the right token. Scripts cannot read it, other sites cannot send it. */
export const sessionCookie = (port: number, token: string) =>
  `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;

/** True when a request carries the token, as cookie or as bearer. */
export function isAuthorised(
  request: Pick<IncomingMessage, 'headers'>,
  port: number,
  token: string,
): boolean {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const cookie = (request.headers.cookie ?? '')
    .split(/; */)
    .find((pair) => pair.startsWith(`${cookieName(port)}=`))
    ?.slice(cookieName(port).length + 1);
  return isToken(bearer, token) || isToken(cookie, token);
}

/** Compares in constant time, whatever the lengths. */
export function isToken(given: string | null | undefined, token: string): boolean {
  if (given === null || given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
