import type { GradConfig } from '@tensorflow/tfjs';
import { type NativeBackend, nativeBackend } from './native-backend.ts';
import { setKernel } from './set-kernel.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

/**
 * Operations that TensorFlow has and tfjs-node does not offer. Each stands for five to thirty of its small ones, which
 * pass over memory as often: together up to a quarter of a step.
 */
export function registerNativeKernels(): void {
  for (const [kernelName, run] of Object.entries(kernels)) {
    setKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(backend as NativeBackend, inputs as Record<string, Tensor>, (attrs ?? {}) as Numbers),
    });
  }
  for (const gradient of gradients) tf.registerGradient(gradient);
}

type Numbers = Readonly<Record<string, number>>;
type Kernel = (
  backend: NativeBackend,
  inputs: Record<string, Tensor>,
  attributes: Numbers,
) => Tensor | Tensor[];

const kernels: Readonly<Record<string, Kernel>> = {
  ReluGrad: (backend, { dy, x }) => backend.executeSingleOutput('ReluGrad', [float32(backend, 'T')], [dy, x]),
  LeakyReluGrad: (backend, { dy, x }, { alpha }) =>
    backend.executeSingleOutput(
      'LeakyReluGrad',
      [float32(backend, 'T'), float(backend, 'alpha', alpha)],
      [dy, x],
    ),
  BatchNormTraining: (backend, { x, scale, shift }, { epsilon }) => {
    const nothing = tf.tensor1d([]);
    const made = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      batchNormAttributes(backend, epsilon),
      [x, scale, shift, nothing, nothing],
      6,
    );
    nothing.dispose();
    return made;
  },
  BatchNormTrainingGrad: (backend, { dy, x, scale, mean, variance, extra }, { epsilon }) => {
    const [dx, dScale, dShift, ...unused] = backend.executeMultipleOutputs(
      'FusedBatchNormGradV3',
      batchNormAttributes(backend, epsilon),
      [dy, x, scale, mean, variance, extra],
      5,
    );
    tf.dispose(unused);
    return [dx, dScale, dShift];
  },
};

/** The slopes of ReLUs are linear in `dy` and constant in `x`; batch norm's gradient has none of its own. */
const gradients: readonly GradConfig[] = [
  ofSlope('ReluGrad', (dy, x) => reluSlope(dy, x)),
  ofSlope('LeakyReluGrad', (dy, x, { alpha }) => leakySlope(dy, x, alpha)),
  {
    kernelName: 'BatchNormTraining',
    inputsToSave: ['x', 'scale'],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dys, [x, scale, mean, variance, extra], attributes) => {
      const [dy] = dys as Tensor[];
      const inputs = { dy, x, scale, mean, variance, extra };
      const [dx, dScale, dShift]: Tensor[] = tf
        .engine()
        .runKernel('BatchNormTrainingGrad', inputs, attributes);
      return { x: () => dx, scale: () => dScale, shift: () => dShift };
    },
  },
];

function ofSlope(
  kernelName: string,
  slope: (ddy: Tensor, x: Tensor, attributes: Numbers) => Tensor,
): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (ddy, [x], attributes) => ({
      dy: () => slope(ddy as Tensor, x, attributes as unknown as Numbers),
      x: () => tf.zerosLike(x),
    }),
  };
}

/** dy where x > 0, else 0. */
export const reluSlope = (dy: Tensor, x: Tensor): Tensor =>
  nativeBackend() ? tf.engine().runKernel('ReluGrad', { dy, x }) : tf.mul(dy, tf.step(x));

/** dy where x > 0, else α·dy. */
export const leakySlope = (dy: Tensor, x: Tensor, alpha: number): Tensor =>
  nativeBackend()
    ? tf.engine().runKernel('LeakyReluGrad', { dy, x }, { alpha })
    : tf.mul(dy, tf.step(x, alpha));

export interface NormalisedBatch {
  normed: Tensor4D;
  mean: Tensor;
  /** Of the batch itself, divided by n. */
  variance: Tensor;
}

/**
 * Batch norm over all but the last axis of x [n, H, W, C], as one operation; undefined where there is none. It can be
 * differentiated once.
 */
export function nativeBatchNorm(
  x: Tensor4D,
  scale: Tensor,
  shift: Tensor,
  epsilon: number,
): NormalisedBatch | undefined {
  if (!nativeBackend()) return undefined;
  const [normed, mean, unbiased]: [Tensor4D, Tensor, Tensor] = tf
    .engine()
    .runKernel('BatchNormTraining', { x, scale, shift }, { epsilon });
  const count = x.size / x.shape[x.rank - 1];
  // TensorFlow divides by n − 1.
  return { normed, mean, variance: tf.mul(unbiased, (count - 1) / count) };
}

const float32 = ({ binding }: NativeBackend, name: string) => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_FLOAT,
});
const float = ({ binding }: NativeBackend, name: string, value: number) => ({
  name,
  type: binding.TF_ATTR_FLOAT,
  value,
});
const batchNormAttributes = (backend: NativeBackend, epsilon: number) => [
  float32(backend, 'T'),
  float32(backend, 'U'),
  float(backend, 'epsilon', epsilon),
  { name: 'data_format', type: backend.binding.TF_ATTR_STRING, value: 'NHWC' },
  { name: 'is_training', type: backend.binding.TF_ATTR_BOOL, value: true },
];
