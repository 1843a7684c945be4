import type { StepMode, StepModeChoice } from '../../contract/engines.ts';
import { preferredMode, type RunConfig } from '../../contract/runs/run-config.ts';
import { takesFirstEngine } from '../base/engine-choice.ts';
import { readProcessorFacts } from '../base/processor-facts.ts';

/**
 * How the steps of a run are to be made on this machine. TensorFlow's own convolutions use AVX-512 where the processor
 * has it, XLA's do not: with it, plain graphs are 1.15 (standard-64) to 1.4 times (draft-32, classic-dcgan) as fast, and
 * without it as much slower. Tests, whose runs are short, do not wait for XLA.
 */
export function chooseMode(
  choice: StepModeChoice,
  config: RunConfig,
  usesPlainGraphs: () => boolean = () => takesFirstEngine() || processorHasAvx512(),
): StepMode {
  const mode = preferredMode(choice, config);
  return choice === 'auto' && mode === 'graph+xla' && usesPlainGraphs() ? 'graph' : mode;
}

/** Linux says so; elsewhere TensorFlow is not set up. */
const processorHasAvx512 = (): boolean => /\bavx512f\b/.test(readProcessorFacts()[0]?.get('flags') ?? '');
