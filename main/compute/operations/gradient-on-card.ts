import type { GradientName, KernelForm } from '../../contract/gradient-kernels.ts';
import type { Card } from '../../gpu/card.ts';
import { randomStream } from '../../protocol/random.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import { type ConvolutionAttributes, convolutionOf } from '../step-compiler/gpu/kernels/convolution.ts';
import { recordProgram } from '../step-compiler/gpu/record-program.ts';

/** A gradient of a convolution, as a kernel is asked for it. */
export interface GradientCall {
  gradient: GradientName;
  /** [n, height, width, channels] */
  picture: number[];
  /** [height, width, from, to] */
  filter: number[];
  attributes: ConvolutionAttributes;
}

/** A kernel on a card, with random numbers that lie there already. */
export interface StartedGradient {
  /**
   * Milliseconds until the gradient is there. Of software it is the processor's time, which others' work does not lengthen,
   * without that of this thread, which asks again and again whether it is done.
   */
  time(): Promise<number>;
  dispose(): void;
}

export const gradientKernels: Readonly<Record<GradientName, string>> = {
  filter: 'Conv2DBackpropFilter',
  input: 'Conv2DBackpropInput',
};

/** Compiles one form of a kernel, or that of TensorFlow.js, for a card. Throws GpuFailure. */
export async function startGradient(
  card: Card,
  { gradient, picture, filter, attributes }: GradientCall,
  form: KernelForm | 'package',
): Promise<StartedGradient> {
  const convolution = convolutionOf(picture, filter, attributes);
  if (convolution === undefined) throw new Error('channels do not come last');
  const dy = [convolution.batch, ...convolution.output, convolution.to];
  const shapes: Record<string, number[]> = gradient === 'filter' ? { x: picture, dy } : { dy, filter };
  const target = { limits: card.limits, ...card.adapter, forms: { [gradient]: form } };
  const program = await recordProgram(target, () => {
    const state = new Map(
      Object.entries(shapes).map(([name, shape]) => [name, tf.variable(tf.zeros(shape))]),
    );
    const run = (): Tensor => {
      const made = tf.engine().runKernel(gradientKernels[gradient], Object.fromEntries(state), {
        ...attributes,
        inputShape: picture,
        filterShape: filter,
      } as never) as Tensor;
      // One number is read back, which takes no time.
      return tf.slice(tf.reshape(made, [made.size]), 0, 1);
    };
    return {
      state,
      functions: { [gradient]: { inputs: {}, run } },
      dispose: () => tf.dispose([...state.values()]),
    };
  });
  const started = await card.start(program);
  const random = randomStream(1, 'kernels', 0);
  try {
    started.writeState(
      new Map(program.state.map(({ name, bytes }) => [name, random.fillNormal(new Float32Array(bytes / 4))])),
    );
  } catch (cause) {
    started.dispose();
    throw cause;
  }
  const { isSoftware } = card.adapter;
  return {
    async time() {
      const now = isSoftware ? processorMs : () => performance.now();
      const startMs = now();
      await started.run(gradient, {});
      return now() - startMs;
    },
    dispose: () => started.dispose(),
  };
}

/** Milliseconds that the other threads of this process have computed. */
function processorMs(): number {
  const [all, own] = [process.cpuUsage(), process.threadCpuUsage()];
  return (all.user + all.system - own.user - own.system) / 1000;
}
