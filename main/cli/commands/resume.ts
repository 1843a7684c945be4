import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { StudioError } from '../../contract/errors.ts';
import { commonArgs, numberOption } from '../arguments.ts';
import { findRun } from '../find.ts';
import { followSweep } from '../follow-sweep.ts';
import { Output } from '../output.ts';
import { type RankChoice, rankArgs, rankCount, readRanks } from '../rank-option.ts';
import { followTraining, reportTraining } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const resumeCommand = defineCommand({
  meta: {
    name: 'resume',
    description: 'Go on with a run, or with all runs of a sweep, from the newest checkpoint',
  },
  args: {
    ...commonArgs,
    run: {
      type: 'positional',
      description: 'id of the run or of the sweep',
      required: true,
      valueHint: 'RUN',
    },
    kimg: { type: 'string', description: 'new length in thousand images, from the start of the run' },
    ...rankArgs,
    minutes: { type: 'string', description: 'new length in minutes, from the start of the run' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const limits = {
      maxKimg: numberOption('kimg', args.kimg, { min: 0.001, max: 1e9 }),
      maxMinutes: numberOption('minutes', args.minutes, { min: 0.01, max: 1e6 }),
    };
    const ranks = ranksIfSetUp(args.ranks);
    const resume = async (client: StudioClient) => {
      const member = (await client.runs.list()).find((run) => run.group?.id === args.run);
      if (member?.group !== undefined) {
        if (member.place === undefined && ranks instanceof StudioError) throw ranks;
        const { group, place } = member;
        const there = place === undefined ? {} : { ranks: rankCount(args.ranks) };
        const resumed = await client.sweeps.resume({ id: group.id, ...limits, ...there });
        await followSweep(client, resumed, output, args.library);
        return;
      }
      const { id, place } = await findRun(client, args.run);
      if (place === undefined && ranks instanceof StudioError) throw ranks;
      const there = place === undefined ? {} : { ranks: rankCount(args.ranks) };
      const { jobId } = await client.runs.resume({ id, ...limits, ...there });
      reportTraining(
        await followTraining(client, { runId: id, jobId }, output, args.library),
        output,
        args.library,
      );
    };
    await withStudio(args.library, (_studio, client) => resume(client), {
      ranks: ranks instanceof StudioError ? undefined : ranks,
    });
  },
});

/** The ranks of this machine, or why there are none: a run at a place needs none here. */
function ranksIfSetUp(text: string | undefined): RankChoice | StudioError | undefined {
  try {
    return readRanks(text);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'ENGINE_UNAVAILABLE') return error;
    throw error;
  }
}
