import { defineCommand } from 'citty';
import { SweepAxis } from '../../contract/runs/run-group.ts';
import { badInput, commonArgs, numbersOption } from '../arguments.ts';
import { followSweep } from '../follow-sweep.ts';
import { Output } from '../output.ts';
import { findOrImport, readRunChoices, runArgs } from '../run-choices.ts';
import { startArgs, withStart } from '../start-from.ts';
import { placeArgs, placeChoice, reportSent } from '../train-elsewhere.ts';
import { reportQueued } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const sweepCommand = defineCommand({
  meta: { name: 'sweep', description: 'Train a group of runs that differ in one setting, and compare them' },
  args: {
    ...commonArgs,
    ...runArgs,
    ...startArgs,
    ...placeArgs,
    gamma: { type: 'string', description: 'factors of γ of the penalties', valueHint: '0.25,0.5,1,2,4' },
    'learning-rate': { type: 'string', description: 'factors of both learning rates', valueHint: '0.5,1,2' },
    seeds: { type: 'string', description: 'seeds', valueHint: '1,2,3' },
  },
  async run({ args, rawArgs }) {
    const output = new Output(args.json === true);
    const { axis, values } = chosenAxis({
      gamma: numbersOption('gamma', args.gamma, { min: 0, max: 1e6 }),
      'learning-rate': numbersOption('learning-rate', args['learning-rate'], { min: 0, max: 1e6 }),
      seed: numbersOption('seeds', args.seeds, { min: 0, max: 0xffff_ffff, isInteger: true }),
    });
    const choices = readRunChoices(args, rawArgs);
    await withStudio(
      args.library,
      async (_studio, client) => {
        const datasetId = await findOrImport(client, args.dataset, { output, library: args.library });
        const all = await withStart(client, choices, args, rawArgs);
        const place = await placeChoice(client, args.on);
        const started = await client.sweeps.start({ ...all, ...place, datasetId, axis, values });
        const { groupId, runs } = started;
        if (args.queue === true && args.on !== undefined)
          await reportSent(client, runs, output, args.library, groupId);
        else if (args.queue === true) await reportQueued(client, runs, output, groupId);
        else await followSweep(client, started, output, args.library);
      },
      { queueReach: args.queue === true ? 'none' : 'own' },
    );
  },
});

/** The one axis that values were given for. */
function chosenAxis(given: Record<SweepAxis, number[] | undefined>): { axis: SweepAxis; values: number[] } {
  const [chosen, ...others] = SweepAxis.options.flatMap((axis) => {
    const values = given[axis];
    return values === undefined ? [] : [{ axis, values }];
  });
  if (chosen === undefined || others.length > 0) {
    throw badInput(
      'A sweep varies one setting.',
      'Give one of --gamma, --learning-rate and --seeds, such as --gamma 0.25,0.5,1,2,4.',
    );
  }
  if (chosen.values.length < 2 || chosen.values.length > 16)
    throw badInput('A sweep has 2 to 16 runs.', 'Give as many values, with commas between them.');
  return chosen;
}
