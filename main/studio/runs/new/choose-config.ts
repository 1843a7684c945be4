import type { Dataset } from '../../../contract/datasets/datasets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { Run, StartRunInput } from '../../../contract/runs/runs.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { withNetworksOf } from '../../../presets/with-networks-of.ts';
import { assertFreezable, assertTakesOver } from './fine-tune-rules.ts';
import type { StartingPoint } from './starting-point.ts';

/** The config that a run on a dataset would be frozen with. */
export function configFor(
  input: StartRunInput,
  dataset: Pick<Dataset, 'channels' | 'imageCount' | 'heldOutCount'>,
  start?: StartingPoint,
): RunConfig {
  const preset = presets[input.preset];
  const hasItsNetworks = start?.source.preset === input.preset;
  const config = planConfig(hasItsNetworks ? withNetworksOf(preset, start.source) : preset, {
    ...input,
    ...(start === undefined ? {} : { startedFrom: start.startedFrom }),
    datasetChannels: dataset.channels,
    imageCount: dataset.imageCount - dataset.heldOutCount,
  });
  if (start !== undefined) assertTakesOver(config, start, input);
  assertFreezable(config);
  return config;
}

/** What a run's config would be with nothing set by hand: its preset at its side, fitted to its dataset. */
export function defaultsFor({
  preset,
  config,
  provenance,
}: Pick<Run, 'preset' | 'config' | 'provenance'>): RunConfig {
  const {
    resolution,
    channels,
    seed,
    deterministic,
    tensorBoard,
    maxKimg,
    maxMinutes,
    stopBelowKid,
    startedFrom,
  } = config;
  return planConfig(startedFrom === undefined ? presets[preset] : withNetworksOf(presets[preset], config), {
    ...(startedFrom === undefined ? {} : { startedFrom }),
    resolution,
    seed,
    deterministic,
    tensorBoard,
    datasetChannels: channels,
    ...(provenance === undefined ? {} : { imageCount: provenance.imageCount - provenance.heldOutCount }),
    ...(maxKimg === undefined ? {} : { maxKimg }),
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
    ...(stopBelowKid === undefined ? {} : { stopBelowKid }),
  });
}
