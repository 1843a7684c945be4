import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineId } from '../../contract/engines.ts';
import { PresetId } from '../../contract/presets.ts';
import { loadEngine } from '../engines/index.ts';
import { describeDeviation } from '../operations/deviation.ts';
import { stepPrecision } from '../operations/precision.ts';
import { compareSteps } from '../proof/compare-steps.ts';
import { firstSteps, type StepOutcome } from '../proof/first-steps.ts';
import { readSteps, writeSteps } from '../proof/kept-steps.ts';
import { stepKinds } from '../training/steps/step-phases.ts';
import { eagerSteps } from '../training/steps/step-runner.ts';
import { realWidthsConfig } from './real-widths.ts';

/**
 * `agree-main.ts ENGINE FOLDER SEED PRESET…` makes the first step of each preset, in the environment that it is started
 * in. It compares the step with the one that another such process left in the folder, or leaves its own there, and sends
 * what came of it to who started it.
 */
const [engine, folder, seed, ...presets] = process.argv.slice(2);
await loadEngine(EngineId.parse(engine), 0);
for (const preset of presets.map((text) => PresetId.parse(text))) {
  const config = realWidthsConfig(preset, Number(seed));
  // The kind of step that has all that the others have.
  const [fullest] = stepKinds(config).toSorted((a, b) => b.size - a.size);
  const steps = await firstSteps(config, async (state) => eagerSteps(state), [fullest]);
  const file = join(folder, `${preset}-${seed}.safetensors`);
  if (existsSync(file)) {
    const { worstShare, wrong } = compareSteps(config, steps, readSteps(file).steps, stepPrecision());
    process.send?.({
      preset,
      worstShare,
      ...(wrong === undefined ? {} : { wrong: describeDeviation(wrong) }),
    });
  } else {
    writeSteps(file, {
      steps: new Map([...steps].map(([phase, made]) => [phase, compared(made)])),
      operations: [],
    });
    process.send?.({ preset, worstShare: 0 });
  }
}
process.disconnect?.();

/** What others are compared with: the gradients, a quarter of all that a step changes. */
function compared({ row, state }: StepOutcome): StepOutcome {
  return { row, state: new Map([...state].filter(([name]) => name.endsWith('.m'))) };
}
