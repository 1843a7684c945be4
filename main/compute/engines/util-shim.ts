import { createRequire } from 'node:module';

/**
 * Puts `util.isNullOrUndefined` back: Node 23 removed it, tfjs-node 4.22 still calls it in about 100 kernels
 * (fixed upstream in tensorflow/tfjs#8425, never released). Must run before tfjs-node is loaded.
 */
export function restoreRemovedUtil(): void {
  // The CommonJS module object: the ESM namespace of node:util is frozen.
  const util: Record<string, unknown> = createRequire(import.meta.url)('node:util');
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
}
