import type { PresetId, RunConfig } from '../../contract/run-config.ts';
import { classicMlp } from './classic-mlp.ts';
import { draft32 } from './draft-32.ts';
import type { Preset, RunChoices } from './preset.ts';

export type { Preset, RunChoices } from './preset.ts';

/** Every preset by id, in the order in which the window offers them. */
export const presets: Readonly<Record<PresetId, Preset>> = {
  'draft-32': draft32,
  'classic-mlp': classicMlp,
};

/** The frozen config of a run: its preset and the user's choices; without a limit, the preset's own length. */
export function planConfig(preset: Preset, choices: RunChoices): RunConfig {
  const hasLimit = choices.maxKimg !== undefined || choices.maxMinutes !== undefined;
  const maxKimg = hasLimit ? choices.maxKimg : preset.defaultKimg;
  return {
    schemaVersion: 1,
    ...preset.config,
    channels: preset.channels === 'grey' ? 1 : choices.datasetChannels,
    seed: choices.seed,
    ...(maxKimg === undefined ? {} : { maxKimg }),
    ...(choices.maxMinutes === undefined ? {} : { maxMinutes: choices.maxMinutes }),
  };
}
