import type { PresetId, RunConfig } from '../../contract/run-config.ts';
import { classicDcgan } from './classic-dcgan.ts';
import { classicMlp } from './classic-mlp.ts';
import { draft32 } from './draft-32.ts';
import type { Preset, RunChoices } from './preset.ts';

export type { Preset, RunChoices } from './preset.ts';

/** Every preset by id, in the order in which the window offers them. */
export const presets: Readonly<Record<PresetId, Preset>> = {
  'draft-32': draft32,
  'classic-mlp': classicMlp,
  'classic-dcgan': classicDcgan,
};

/** The frozen config of a run: its preset and the user's choices; without a limit, the preset's own length. */
export function planConfig(preset: Preset, choices: RunChoices): RunConfig {
  const hasLimit = choices.maxKimg !== undefined || choices.maxMinutes !== undefined;
  const maxKimg = hasLimit ? choices.maxKimg : preset.defaultKimg;
  return {
    schemaVersion: 1,
    ...preset.config,
    ...(choices.width === undefined ? {} : scaledWidths(preset, choices.width)),
    ...(choices.batchSize === undefined ? {} : { batchSize: choices.batchSize }),
    channels: preset.channels === 'grey' ? 1 : choices.datasetChannels,
    seed: choices.seed,
    deterministic: choices.deterministic ?? false,
    ...(maxKimg === undefined ? {} : { maxKimg }),
    ...(choices.maxMinutes === undefined ? {} : { maxMinutes: choices.maxMinutes }),
  };
}

/** The preset's networks with their narrowest layer `width` wide, and all others in proportion. */
function scaledWidths(
  { config }: Preset,
  width: number,
): Pick<RunConfig, 'generatorWidths' | 'discriminatorWidths'> {
  const { generatorWidths, discriminatorWidths } = config;
  const factor = width / Math.min(...generatorWidths, ...discriminatorWidths);
  const scale = (widths: readonly number[]) => widths.map((each) => Math.max(1, Math.round(each * factor)));
  return { generatorWidths: scale(generatorWidths), discriminatorWidths: scale(discriminatorWidths) };
}
