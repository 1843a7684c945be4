import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { commonArgs, numberOption } from '../arguments.ts';
import { findRun } from '../find.ts';
import { followSweep } from '../follow-sweep.ts';
import { Output } from '../output.ts';
import { rankArgs, readRanks } from '../rank-option.ts';
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
    const resume = async (client: StudioClient) => {
      const group = (await client.runs.list()).find((run) => run.group?.id === args.run)?.group;
      if (group !== undefined) {
        const resumed = await client.sweeps.resume({ id: group.id, ...limits });
        await followSweep(client, resumed, output, args.library);
        return;
      }
      const { id } = await findRun(client, args.run);
      const { jobId } = await client.runs.resume({ id, ...limits });
      reportTraining(
        await followTraining(client, { runId: id, jobId }, output, args.library),
        output,
        args.library,
      );
    };
    await withStudio(args.library, (_studio, client) => resume(client), {
      ranks: readRanks(args.ranks),
    });
  },
});
