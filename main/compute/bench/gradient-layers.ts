import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { GradientName } from '../../contract/gradient-kernels.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { setKernel } from '../engines/set-kernel.ts';
import { tf } from '../engines/tf.ts';
import { type GradientCall, gradientKernels } from '../operations/gradient-on-card.ts';
import type { ConvolutionAttributes } from '../step-compiler/gpu/kernels/convolution.ts';
import { recordProgram } from '../step-compiler/gpu/record-program.ts';
import type { RecordedFor } from '../step-compiler/gpu/recording-backend.ts';
import {
  createTrainingState,
  disposeTrainingState,
  stateVariables,
} from '../training/state/training-state.ts';
import { recordedSteps } from '../training/steps/recorded-steps.ts';
import { stepKindAt, stepKindName } from '../training/steps/step-phases.ts';

/** A gradient that steps of a run take. */
export interface GradientLayer {
  call: GradientCall;
  /** How often a step takes it, on average over a run, whose steps are not all alike. */
  perStep: number;
}

/** The gradients of convolutions in the steps of a run that works through its batches at once. */
export async function gradientLayers(config: RunConfig, target: RecordedFor): Promise<GradientLayer[]> {
  const found = new Map<string, { call: GradientCall; counts: Map<string, number> }>();
  let step = '';
  const note = (call: GradientCall): void => {
    const key = JSON.stringify(call);
    const known = found.get(key) ?? { call, counts: new Map<string, number>() };
    known.counts.set(step, (known.counts.get(step) ?? 0) + 1);
    found.set(key, known);
  };
  await recordProgram(target, () => {
    const state = createTrainingState({ ...config, microBatches: 1 });
    const stop = observeGradients(note);
    const functions = Object.entries(recordedSteps(state)).map(([name, { inputs, run }]) => {
      const noting: typeof run = (given) => {
        step = name;
        return run(given);
      };
      return [name, { inputs, run: noting }] as const;
    });
    return {
      state: stateVariables(state),
      functions: Object.fromEntries(functions),
      dispose() {
        stop();
        disposeTrainingState(state);
      },
    };
  });
  const cycle = config.r1IntervalSteps * config.discriminatorSteps;
  const names = Array.from({ length: cycle }, (_, i) => stepKindName(stepKindAt(config, i)));
  return [...found.values()]
    .map(({ call, counts }) => ({
      call,
      perStep: names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0) / cycle,
    }))
    .filter(({ perStep }) => perStep > 0);
}

/** Tells of each call of the active backend's kernels, until the function that is given back is called. */
function observeGradients(note: (call: GradientCall) => void): () => void {
  const stock: KernelConfig[] = [];
  for (const gradient of GradientName.options) {
    const kernel = tf.getKernel(gradientKernels[gradient], tf.getBackend());
    stock.push(kernel);
    setKernel({
      ...kernel,
      kernelFunc: (call) => {
        const { x, filter } = call.inputs as { x?: TensorInfo; filter?: TensorInfo };
        const { inputShape, filterShape, ...attributes } = call.attrs as unknown as ConvolutionAttributes & {
          inputShape: number[];
          filterShape: number[];
        };
        note({
          gradient,
          picture: x?.shape ?? inputShape,
          filter: filter?.shape ?? filterShape,
          attributes,
        });
        return kernel.kernelFunc(call);
      },
    });
  }
  return () => {
    for (const kernel of stock) setKernel(kernel);
  };
}
