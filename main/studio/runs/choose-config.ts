import { planConfig, presets } from '../../compute/presets/index.ts';
import type { Dataset } from '../../contract/datasets.ts';
import type { RunConfig } from '../../contract/run-config.ts';
import type { Run, StartRunInput } from '../../contract/runs.ts';

/** The config that a run on a dataset would be frozen with. */
export const configFor = (
  input: StartRunInput,
  dataset: Pick<Dataset, 'channels' | 'imageCount' | 'heldOutCount'>,
): RunConfig =>
  planConfig(presets[input.preset], {
    ...input,
    datasetChannels: dataset.channels,
    imageCount: dataset.imageCount - dataset.heldOutCount,
  });

/** What a run's config would be with nothing set by hand: its preset at its side, fitted to its dataset. */
export function defaultsFor({
  preset,
  config,
  provenance,
}: Pick<Run, 'preset' | 'config' | 'provenance'>): RunConfig {
  const { resolution, channels, seed, deterministic, maxKimg, maxMinutes, stopBelowKid } = config;
  return planConfig(presets[preset], {
    resolution,
    seed,
    deterministic,
    datasetChannels: channels,
    ...(provenance === undefined ? {} : { imageCount: provenance.imageCount - provenance.heldOutCount }),
    ...(maxKimg === undefined ? {} : { maxKimg }),
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
    ...(stopBelowKid === undefined ? {} : { stopBelowKid }),
  });
}
