import type { IncomingMessage } from 'node:http';

/**
 * True when a request was meant for this server: its Host is one that we answer to (a page that rebinds its own name
 * to 127.0.0.1 sends that name), and its Origin, where a browser sends one, is this server itself.
 */
export function isOwnOrigin(request: Pick<IncomingMessage, 'headers'>, host: string, port: number): boolean {
  const given = request.headers.host;
  if (given === undefined || !ownHosts(host, port).has(given.toLowerCase())) return false;
  const { origin } = request.headers;
  return origin === undefined || origin.toLowerCase() === `http://${given.toLowerCase()}`;
}

function ownHosts(host: string, port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host];
  return new Set(names.map((name) => `${name.toLowerCase()}:${port}`));
}
