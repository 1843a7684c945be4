import type { z } from 'zod';
import { definedFields } from '../contract/defined-fields.ts';
import { StudioError } from '../contract/errors.ts';
import type { PresetId } from '../contract/presets.ts';
import { describeIssue, hyperParameterFields } from '../contract/runs/hyper-parameter-fields.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { atSide } from './at-side.ts';
import { classicDcgan } from './classic-dcgan.ts';
import { classicMlp } from './classic-mlp.ts';
import { classicSngan } from './classic-sngan.ts';
import { classicWganGp } from './classic-wgan-gp.ts';
import { draft32 } from './draft-32.ts';
import { fitToDataset } from './fit-dataset.ts';
import { high128 } from './high-128.ts';
import { max256 } from './max-256.ts';
import type { Preset, RunChoices } from './preset.ts';
import { standard64 } from './standard-64.ts';

export type { Preset, RunChoices } from './preset.ts';

/** Every preset by id, in the order in which the window offers them. */
export const presets: Readonly<Record<PresetId, Preset>> = {
  'draft-32': draft32,
  'standard-64': standard64,
  'high-128': high128,
  'max-256': max256,
  'classic-mlp': classicMlp,
  'classic-dcgan': classicDcgan,
  'classic-wgan-gp': classicWganGp,
  'classic-sngan': classicSngan,
};

/**
 * The frozen config of a run: its preset, at the side that was chosen, what its dataset asks for, and the user's choices,
 * each over the one before; without a limit, the preset's own length. Throws INVALID_INPUT when they do not go together.
 */
export function planConfig(preset: Preset, choices: RunChoices): RunConfig {
  const { maxMinutes, stopBelowKid, schedule } = choices;
  // A score may never be measured, so it is not a length.
  const hasLength = [choices.maxKimg, maxMinutes, schedule?.stopAt].some((limit) => limit !== undefined);
  const maxKimg = hasLength ? choices.maxKimg : preset.defaultKimg;
  const channels = preset.channels === 'grey' ? 1 : choices.datasetChannels;
  const isFitted = preset.fitsDataset && choices.imageCount !== undefined;
  const sized = {
    ...preset.config,
    ...(choices.resolution === undefined ? {} : atSide(preset, choices.resolution)),
  };
  return checkedConfig({
    schemaVersion: 1,
    ...sized,
    ...(isFitted ? fitToDataset(choices.imageCount ?? 0, channels) : {}),
    ...(choices.width === undefined ? {} : scaledWidths(sized, choices.width)),
    ...definedFields({ batchSize: choices.batchSize }),
    ...definedFields(choices.hyperParameters ?? {}),
    channels,
    ...definedFields({ startedFrom: choices.startedFrom, maxKimg, maxMinutes, stopBelowKid }),
    seed: choices.seed,
    deterministic: choices.deterministic ?? false,
    tensorBoard: choices.tensorBoard ?? false,
  });
}

/** The config, when its parts go together. */
function checkedConfig(candidate: z.input<typeof RunConfig>): RunConfig {
  const read = RunConfig.safeParse(candidate);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const key = String(issue.path[0]);
  const title = hyperParameterFields.find((field) => field.key === key)?.title ?? key;
  throw new StudioError('INVALID_INPUT', `${title}: ${describeIssue(issue)}`, {
    next: 'Change it, or leave it out: the preset has a value of its own.',
    subject: key,
  });
}

/** The networks with their narrowest layer `width` wide, and all others in proportion. */
function scaledWidths(
  { generatorWidths, discriminatorWidths }: Pick<RunConfig, 'generatorWidths' | 'discriminatorWidths'>,
  width: number,
): Pick<RunConfig, 'generatorWidths' | 'discriminatorWidths'> {
  const factor = width / Math.min(...generatorWidths, ...discriminatorWidths);
  const scale = (widths: readonly number[]) => widths.map((each) => Math.max(1, Math.round(each * factor)));
  return { generatorWidths: scale(generatorWidths), discriminatorWidths: scale(discriminatorWidths) };
}
