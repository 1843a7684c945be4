import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hex, of several parts as of one after the other. */
export function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
