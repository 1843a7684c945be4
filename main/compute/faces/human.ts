import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineId } from '../../contract/engines.ts';
import { type Tensor4D, tf } from '../engines/tf.ts';
import { registerFileLoader } from './file-loader.ts';

/** What we read of a result of `@vladmandic/human`; points are pixels of the picture that was given. */
export interface HumanFace {
  /** Of the detector and of the mesh, 0–1. */
  boxScore: number;
  faceScore: number;
  /** Left, top, width, height. */
  box: [number, number, number, number];
  /** 468 points x, y, z; empty when the mesh found no face in the box. */
  mesh: [number, number, number][];
  /** Radians. */
  rotation: { angle: { roll: number; yaw: number; pitch: number } } | null;
  embedding?: number[];
}

interface Human {
  load(): Promise<void>;
  detect(picture: Tensor4D): Promise<{ face: HumanFace[]; error?: string | null }>;
}

/** The package's build for each of our engines; all take the copy of TensorFlow.js that we have loaded already. */
const builds: Record<EngineId, string> = {
  tensorflow: 'human.node-gpu.js',
  wasm: 'human.node-wasm.js',
  // Beside its steps it computes with WebAssembly.
  webgpu: 'human.node-wasm.js',
};

const off = { enabled: false };

/**
 * Loads detector (BlazeFace), mesh and face description from the package's own files: about 9 MB, nothing is
 * downloaded. The detector drops faces whose score is below `minimumScore`.
 */
export async function loadHuman(engine: EngineId, minimumScore: number): Promise<Human> {
  const require = createRequire(import.meta.url);
  const packageDir = join(dirname(require.resolve('@vladmandic/human')), '..');
  if (engine !== 'tensorflow') registerFileLoader();
  const { Human: HumanClass }: { Human: new (config: object) => Human } = require(
    join(packageDir, 'dist', builds[engine]),
  );
  const human = new HumanClass({
    backend: engine,
    debug: false,
    // Each picture is a world of its own: nothing is carried over from the one before.
    cacheSensitivity: 0,
    skipAllowed: false,
    modelBasePath: pathToFileURL(join(packageDir, 'models') + sep).href,
    // Its default is an address on the internet; these files are in node_modules.
    wasmPath: dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: 50, minConfidence: minimumScore, iouThreshold: 0.3 },
      mesh: { enabled: true },
      description: { enabled: true },
      iris: off,
      emotion: off,
      attention: off,
      antispoof: off,
      liveness: off,
    },
  });
  await human.load();
  if (tf.getBackend() !== engine) throw new Error(`the face finder changed the engine to ${tf.getBackend()}`);
  return human;
}
