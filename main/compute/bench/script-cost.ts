import type { RunConfig } from '../../contract/runs/run-config.ts';
import { median } from '../../contract/scores/median.ts';
import type { GpuProgram } from '../../gpu/gpu-program.ts';
import { openIdleCard } from '../engines/dawn.ts';
import { recordGpuSteps } from '../training/steps/gpu-steps.ts';
import { callsOfStep } from '../training/steps/recorded-steps.ts';

/**
 * Milliseconds of JavaScript that a step on a graphics card takes, measured on a card that executes nothing: what is left is
 * writing the inputs, encoding the dispatches and handing them in. Undefined where Dawn cannot be loaded.
 */
export async function scriptMsPerStep(config: RunConfig): Promise<number | undefined> {
  const card = await openIdleCard();
  if (card === undefined) return undefined;
  try {
    const program = await recordGpuSteps(config, { limits: card.limits, ...card.adapter });
    const started = await card.start(program);
    const calls = [...callsOfStep(config)].flatMap(([name, times]) =>
      Array.from({ length: times }, () => ({ name, inputs: zerosFor(program, name) })),
    );
    const samples: number[] = [];
    for (let i = 0; i < steps; i++) {
      const startMs = performance.now();
      // A call has taken its inputs and is handed in when it returns.
      const answers = calls.map(({ name, inputs }) => started.run(name, inputs));
      samples.push(performance.now() - startMs);
      await Promise.all(answers);
    }
    started.dispose();
    return median(samples);
  } finally {
    card.close();
  }
}

const steps = 20;

/** Inputs of the right sizes. */
export const zerosFor = ({ functions, inputs }: GpuProgram, name: string): Record<string, Float32Array> =>
  Object.fromEntries(
    functions[name].inputs.map((index) => [inputs[index].name, new Float32Array(inputs[index].bytes / 4)]),
  );
