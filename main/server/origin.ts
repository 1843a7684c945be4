import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';

export const isWildcard = (host: string) => wildcardHosts.has(host);

/** Addresses that stand for every address of this machine. */
const wildcardHosts: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** True when only programs on this machine can reach the address. */
export const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(host);

/** This machine's addresses as others on its network see them. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);
}

/** A host name or address as it stands in a URL. */
export const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host);

/**
 * True when a request was meant for this server: its Host is a name that we answer to (a page that rebinds its own name
 * to 127.0.0.1 sends that name), and its Origin, where a browser sends one, is this server itself. The port is left
 * open, because a tunnel may bring the studio to another one.
 */
export function isOwnOrigin(request: Pick<IncomingMessage, 'headers'>, host: string): boolean {
  const { host: given, origin } = request.headers;
  if (given === undefined) return false;
  const name = given.toLowerCase().replace(/:\d+$/, '');
  if (!ownHosts(host).has(name)) return false;
  return origin === undefined || origin.toLowerCase() === `http://${given.toLowerCase()}`;
}

function ownHosts(host: string): ReadonlySet<string> {
  const bound = isWildcard(host) ? networkAddresses() : [host];
  return new Set(['127.0.0.1', 'localhost', '::1', ...bound].map((name) => urlHost(name.toLowerCase())));
}
