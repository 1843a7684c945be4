import { createHash } from 'node:crypto';
import type { TensorflowBuild } from './wheels.ts';

/** Stands for what a build is made of: the sum of its one wheel, or one over all of them. */
export function buildKey({ wheels }: Pick<TensorflowBuild, 'wheels'>): string {
  const [first, ...others] = wheels;
  if (others.length === 0) return first.sha256;
  const all = wheels.map(({ file, sha256 }) => [file, sha256]);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
