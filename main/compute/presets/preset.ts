import type { Channels, RunConfig } from '../../contract/run-config.ts';
import type { PresetSummary } from '../../contract/runs.ts';

/** What a run adds to its preset: chosen by the user or taken from the dataset. */
export interface RunChoices {
  seed: number;
  /** Channels of the dataset; presets that are always grey ignore it. */
  datasetChannels: Channels;
  /** Feature maps of the narrowest layer; absent = the preset's own. */
  width?: number;
  batchSize?: number;
  deterministic?: boolean;
  maxKimg?: number;
  maxMinutes?: number;
}

/** A preset is data: how to describe it, and every hyper-parameter of its runs. */
export interface Preset {
  summary: Omit<PresetSummary, 'measuredImagesPerSecond'>;
  config: Omit<RunConfig, 'schemaVersion' | 'seed' | 'deterministic' | 'channels' | 'maxKimg' | 'maxMinutes'>;
  channels: 'grey' | 'auto';
  /** How long a run goes when the user names no limit, in kimg. */
  defaultKimg: number;
}
