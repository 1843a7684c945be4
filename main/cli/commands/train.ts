import { defineCommand } from 'citty';
import { commonArgs } from '../arguments.ts';
import { Output } from '../output.ts';
import { rankArgs, readRanks } from '../rank-option.ts';
import { findOrImport, readRunChoices, runArgs } from '../run-choices.ts';
import { startArgs, withStart } from '../start-from.ts';
import { placeArgs, placeChoice, reportSent } from '../train-elsewhere.ts';
import { followTraining, reportQueued, reportTraining } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const trainCommand = defineCommand({
  meta: { name: 'train', description: 'Train a model on a dataset' },
  args: { ...commonArgs, ...runArgs, ...startArgs, ...rankArgs, ...placeArgs },
  async run({ args, rawArgs }) {
    const output = new Output(args.json === true);
    const choices = readRunChoices(args, rawArgs);
    const ranks = args.on === undefined ? readRanks(args.ranks) : undefined;
    await withStudio(
      args.library,
      async (_studio, client) => {
        const datasetId = await findOrImport(client, args.dataset, { output, library: args.library });
        const started = await client.runs.start({
          ...(await withStart(client, choices, args, rawArgs)),
          ...(await placeChoice(client, args.on, args.ranks)),
          datasetId,
        });
        if (args.queue === true && args.on !== undefined)
          await reportSent(client, [started], output, args.library);
        else if (args.queue === true) await reportQueued(client, [started], output);
        else
          reportTraining(await followTraining(client, started, output, args.library), output, args.library);
      },
      { queueReach: args.queue === true ? 'none' : 'own', ranks },
    );
  },
});
