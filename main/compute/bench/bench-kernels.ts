import { StudioError } from '../../contract/errors.ts';
import { nameOf } from '../../gpu/open-card.ts';
import type { KernelBenchTask, KernelTime } from '../../protocol/bench.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { openedCard } from '../engines/webgpu.ts';
import { type GradientCall, startGradient } from '../operations/gradient-on-card.ts';
import { formsOf } from '../step-compiler/gpu/kernels/forms.ts';
import { gradientLayers } from './gradient-layers.ts';

/**
 * Compares our kernels for graphics cards with those of TensorFlow.js, on the layers of a config. All of one layer take
 * turns, so that a busy moment of the machine does not fall on one alone; the fastest turn of each counts.
 */
export async function benchKernels(
  { config, rounds }: KernelBenchTask,
  send: (message: FromCompute) => void,
): Promise<void> {
  const card = openedCard();
  if (card === undefined)
    throw new StudioError('ENGINE_UNAVAILABLE', 'Only the WebGPU engine has kernels of our own to compare.', {
      next: 'Choose the engine webgpu.',
    });
  const layers = await gradientLayers(config, { limits: card.limits, ...card.adapter });
  const times: KernelTime[] = [];
  for (const [done, { call, perStep }] of layers.entries()) {
    const layer = describe(call);
    const note = `gradient by the ${call.gradient}, ${layer}`;
    send({ type: 'working', done, total: layers.length, unit: 'layers', note });
    const started = [];
    for (const form of ['package', ...formsOf[call.gradient]] as const)
      started.push({ form, kernel: await startGradient(card, call, form), ms: Number.POSITIVE_INFINITY });
    for (let round = 0; round < rounds; round++)
      for (const each of started) each.ms = Math.min(each.ms, await each.kernel.time());
    for (const { kernel } of started) kernel.dispose();
    const [{ ms: packageMs }, ...own] = started;
    times.push({
      gradient: call.gradient,
      layer,
      perStep,
      packageMs,
      ownMs: Object.fromEntries(own.map(({ form, ms }) => [form, ms])),
    });
  }
  send({ type: 'kernels-timed', adapter: nameOf(card.adapter), isSoftware: card.adapter.isSoftware, times });
}

function describe({ picture: [batch, ...sides], filter, attributes }: GradientCall): string {
  const [high, wide, from, to] = filter;
  const { strides } = attributes;
  const stride = Array.isArray(strides) ? strides[0] : strides;
  return `${batch} × ${sides[0]}×${sides[1]}, ${from} → ${to}, kernel ${high}×${wide}, stride ${stride}`;
}
