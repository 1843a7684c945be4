import { defineCommand } from 'citty';
import type { Milestone, RunPlan } from '../../contract/runs/plans.ts';
import { commonArgs } from '../arguments.ts';
import { describeRankPlan, planRanks } from '../describe-ranks.ts';
import { followJob } from '../follow-job.ts';
import { formatBytes, formatDuration } from '../format.ts';
import { Output } from '../output.ts';
import { rankArgs, readRanks } from '../rank-option.ts';
import { findOrImport, readRunChoices, runArgs } from '../run-choices.ts';
import { withStudio } from '../with-studio.ts';

export const planCommand = defineCommand({
  meta: { name: 'plan', description: 'Say what a training would come to, from 20 real steps of it' },
  args: { ...commonArgs, ...runArgs, ...rankArgs },
  async run({ args, rawArgs }) {
    const output = new Output(args.json === true);
    const choices = readRunChoices(args, rawArgs);
    const ranks = readRanks(args.ranks);
    await withStudio(args.library, async (_studio, client) => {
      const datasetId = await findOrImport(client, args.dataset, { output, library: args.library });
      const { jobId } = await client.runs.plan({ ...choices, datasetId });
      const { plan } = await followJob(client, jobId, 'plan', output);
      const shared = ranks === undefined ? undefined : await planRanks(plan, ranks);
      output.result({ ...plan, ...(shared === undefined ? {} : { ranks: shared }) }, [
        ...describePlan(plan),
        ...(shared === undefined ? [] : describeRankPlan(shared)),
      ]);
    });
  },
});

function describePlan({ config, measurement, outlook, freeMemoryBytes, adjustments }: RunPlan): string[] {
  const { imagesPerSecond, engine, mode, modeReason, memoryBytes, cardMemoryBytes, compileSeconds } =
    measurement;
  const { milestones, length } = outlook;
  return [
    `${config.preset}, ${config.resolution} pixels: ${imagesPerSecond.toFixed(imagesPerSecond < 10 ? 1 : 0)} images a second (${engine}, ${mode})`,
    ...(modeReason === undefined ? [] : [modeReason]),
    `Memory: ${formatBytes(memoryBytes)} of ${formatBytes(freeMemoryBytes)} free; compiled in ${formatDuration(compileSeconds)}`,
    ...(cardMemoryBytes === undefined ? [] : [`On the graphics card: ${formatBytes(cardMemoryBytes)}`]),
    ...adjustments.map(({ sentence }) => sentence),
    ...(milestones === undefined
      ? ['Faces are not certain with this preset, however long it trains.']
      : [
          `Rough faces after ${describe(milestones.rough)}, decent ones after ${describe(milestones.decent)}, converged after ${describe(milestones.converged)}`,
        ]),
    ...(length === undefined ? [] : [`The length chosen: ${describe(length)}`]),
  ];
}

const describe = ({ kimg, seconds }: Milestone): string =>
  `${formatDuration(seconds)} (${kimg.toLocaleString('en', { maximumFractionDigits: kimg < 100 ? 1 : 0 })} kimg)`;
