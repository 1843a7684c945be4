import type { RunPlan } from '../contract/runs/plans.ts';
import { partsFor } from '../contract/runs/ranks.ts';
import { type Link, networkLink, type RankSpeed, rankSpeed } from '../presets/rank-speed.ts';
import { type MpiTiming, timeMpi } from '../setup/install-mpi.ts';
import { formatBytes } from './format.ts';
import type { RankChoice } from './rank-option.ts';

/** What ranks would bring a training: here, and on as many machines like this one. */
export interface RankPlan extends RankSpeed {
  ranks: number;
  parts: number;
  timing: MpiTiming;
  /** Over networks of so many gigabits a second, one rank on each machine. */
  onNetworks: (RankSpeed & { gigabits: number })[];
}

/** Times a sum over the ranks and works out from the plan's steps what they would come to. */
export async function planRanks(
  { config, measurement }: RunPlan,
  { count: ranks, addon }: RankChoice,
): Promise<RankPlan> {
  const parts = partsFor(config, ranks);
  const timing = await timeMpi(addon, ranks);
  const stepSeconds = config.batchSize / measurement.imagesPerSecond;
  const link: Link = {
    latencySeconds: timing.latencySeconds,
    bytesPerSecond: 20e6 / timing.seconds,
  };
  const steps = { config, stepSeconds, ranks };
  return {
    ...rankSpeed({ ...steps, onOneProcessor: true }, link),
    ...{ ranks, parts, timing },
    onNetworks: [1, 10, 100].map((gigabits) => ({
      gigabits,
      ...rankSpeed({ ...steps, onOneProcessor: false }, networkLink(gigabits * 1e9, networkLatency, ranks)),
    })),
  };
}

export function describeRankPlan(plan: RankPlan): string[] {
  const { ranks, parts, timing, bytesPerStep, exchangeSeconds, stepSeconds, onNetworks } = plan;
  const ms = (seconds: number) => `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  const times = (speedUp: number) => `${speedUp.toFixed(speedUp < 10 ? 1 : 0)} times as fast`;
  const paying = onNetworks.find(({ pays }) => pays);
  return [
    `${ranks} ranks: the batch falls into ${parts} parts, ${formatBytes(bytesPerStep)} of gradients are added up in a step; 20 MB took ${ms(timing.seconds)} here`,
    `On this machine: about ${ms(stepSeconds)} a step, ${ms(exchangeSeconds)} of it for adding up. On its processor it does not pay, because one process uses all cores; with a graphics card for each rank it can`,
    ...onNetworks.map(
      ({ gigabits, speedUp, pays, stepSeconds: seconds }) =>
        `On ${ranks} machines like this one at ${gigabits} Gbit/s: about ${ms(seconds)} a step, ${times(speedUp)}${pays ? '' : ', which does not pay'}`,
    ),
    ...(paying === undefined
      ? ['On no usual network does it pay: its steps are too short for what they exchange.']
      : []),
  ];
}

/** From one machine to another through one switch, in seconds. */
const networkLatency = 50e-6;
