import type { z } from 'zod';
import type { Channels } from '../contract/pictures.ts';
import type { RunLimits } from '../contract/runs/limits.ts';
import type { RunConfig, StartedFrom } from '../contract/runs/run-config.ts';
import type { PresetSummary, StartRunInput } from '../contract/runs/runs.ts';

/** What a run adds to its preset: chosen by the user or taken from the dataset. */
export interface RunChoices
  extends Pick<
      StartRunInput,
      'seed' | 'resolution' | 'width' | 'hyperParameters' | 'schedule' | keyof RunLimits
    >,
    Partial<Pick<StartRunInput, 'deterministic' | 'tensorBoard'>> {
  /** Channels of the dataset; presets that are always grey ignore it. */
  datasetChannels: Channels;
  /** Pictures to train on; absent = plenty. */
  imageCount?: number;
  batchSize?: number;
  startedFrom?: StartedFrom;
}

/** A preset is data: how to describe it, and every hyper-parameter of its runs that is not the schema's default. */
export interface Preset {
  summary: Omit<PresetSummary, 'measuredImagesPerSecond' | 'sides'>;
  config: Omit<
    z.input<typeof RunConfig>,
    'schemaVersion' | 'seed' | 'deterministic' | 'tensorBoard' | 'channels' | keyof RunLimits
  >;
  channels: 'grey' | 'auto';
  /** How long a run goes when the user names no limit, in kimg. */
  defaultKimg: number;
  /** Augmentation and regularisers follow the number of pictures. */
  fitsDataset?: boolean;
}
