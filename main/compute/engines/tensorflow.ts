import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { StudioError } from '../../contract/errors.ts';
import type { Engine } from './engine.ts';
import { tf } from './tf.ts';

interface TfjsNode {
  version_core?: string;
  node?: unknown;
}

/** Native TensorFlow through tfjs-node, with the library that `npm run setup:tensorflow` installs. */
export const tensorflow: Engine = {
  id: 'tensorflow',
  async load(threads) {
    const require = createRequire(import.meta.url);
    try {
      const tfjsNode: TfjsNode = require('@tensorflow/tfjs-node-gpu');
      if (tfjsNode.node === undefined) throw new Error('the package has no native part');
    } catch (cause) {
      throw new StudioError(
        'ENGINE_UNAVAILABLE',
        'TensorFlow is not set up on this machine.',
        {
          next: 'Run "npm run setup:tensorflow"; it says what is missing. Until then the wasm engine is used.',
          subject: cause instanceof Error ? cause.message.split('\n')[0] : undefined,
        },
        { cause },
      );
    }
    await tf.setBackend('tensorflow');
    return {
      id: 'tensorflow',
      version: nativeVersion(),
      threads:
        threads > 0 ? threads : Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism()),
    };
  },
};

function nativeVersion(): string {
  const backend: { binding?: { TF_Version?: string } } = tf.backend() as object;
  return backend.binding?.TF_Version ?? 'unknown';
}
