import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { findCudaAddon, takeCudaAddon } from '../../graphics-cards/cuda-addon.ts';
import { isInstalledProgram } from '../../program/installed-program.ts';
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
    if (isForCards()) takeCardsBuild(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
    try {
      const tfjsNode: TfjsNode = require('@tensorflow/tfjs-node-gpu');
      if (tfjsNode.node === undefined) throw new Error('the package has no native part');
    } catch (cause) {
      throw new StudioError(
        'ENGINE_UNAVAILABLE',
        isInstalledProgram
          ? 'The TensorFlow of this program cannot be loaded.'
          : 'TensorFlow is not set up on this machine.',
        {
          next: isInstalledProgram
            ? 'Install Faceloom again, since its files are not whole. Until then the wasm engine is used.'
            : 'Run "npm run setup:tensorflow"; it says what is missing. Until then the wasm engine is used.',
          subject: cause instanceof Error ? cause.message.split('\n')[0] : undefined,
        },
        { cause },
      );
    }
    await tf.setBackend('tensorflow');
    if (isForCards() && !seesCard()) throw noCard();
    return {
      id: 'tensorflow',
      version: nativeVersion(),
      threads:
        threads > 0 ? threads : Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism()),
    };
  },
};

/** The studio wants the build for graphics cards: main/studio/engines/card-candidates.ts. */
const isForCards = (): boolean => process.env['FACELOOM_TENSORFLOW_BUILD'] === 'cuda';

function takeCardsBuild(packageFile: string): void {
  const packageDir = path.dirname(packageFile);
  const addon = findCudaAddon(packageDir);
  if (addon === undefined)
    throw new StudioError('ENGINE_UNAVAILABLE', 'TensorFlow’s build for graphics cards is not set up.', {
      next: isInstalledProgram
        ? 'The installed program trains on the processor.'
        : 'Run "npm run setup:tensorflow -- --cuda", or press "Set up" in Settings.',
    });
  takeCudaAddon(packageDir, addon);
}

/** TensorFlow says nothing when it finds no card, and would compute on the processor. */
const seesCard = (): boolean => (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;

const noCard = () =>
  new StudioError('ENGINE_UNAVAILABLE', 'TensorFlow does not see the graphics card.', {
    next: 'Run "faceloom doctor"; if it says that the card can train, run "npm run setup:tensorflow -- --cuda --force".',
  });

function nativeVersion(): string {
  const backend: { binding?: { TF_Version?: string } } = tf.backend() as object;
  return backend.binding?.TF_Version ?? 'unknown';
}
