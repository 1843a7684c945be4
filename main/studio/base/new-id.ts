import { randomUUID } from 'node:crypto';

/**
 * A readable id: the name reduced to a–z, 0–9 and '-', plus eight random characters, such as `portraits-1f0c9a2b`.
 * The caller's schema brands it.
 */
export function newId(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const suffix = randomUUID().slice(0, 8);
  return slug === '' ? `x-${suffix}` : `${slug}-${suffix}`;
}
