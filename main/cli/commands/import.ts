import { basename } from 'node:path';
import { defineCommand } from 'citty';
import { ColourMode } from '../../contract/datasets.ts';
import { userPath } from '../app.ts';
import { badInput, choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { programName } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

/** Quarantined files that are listed for people; all are in the library and in the JSON. */
const listedFiles = 10;

export const importCommand = defineCommand({
  meta: { name: 'import', description: 'Prepare folders of photos as a dataset' },
  args: {
    ...commonArgs,
    source: { type: 'positional', description: 'folders and files', required: true, valueHint: 'DIR…' },
    name: { type: 'string', description: 'name of the dataset (default: the folder’s)' },
    size: { type: 'string', description: 'side of the prepared pictures in pixels', default: '256' },
    colour: { type: 'string', description: ColourMode.options.join(' | '), default: 'auto' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const paths = args._.map(userPath);
    if (paths.length === 0)
      throw badInput('Name at least one folder.', `For example: ${programName} import ~/Pictures`);
    const input = {
      name: args.name ?? basename(paths[0]),
      paths,
      size: numberOption('size', args.size, { min: 28, max: 1024, isInteger: true }),
      colour: choiceOption('colour', args.colour, ColourMode.options),
    };
    await withStudio(args.library, async (_studio, client) => {
      const { jobId } = await client.datasets.import(input);
      const { datasetId, imported, quarantined } = await followJob(client, jobId, 'import', output);
      output.result({ datasetId, imported, quarantined }, [
        `Imported ${imported} pictures as dataset ${datasetId}.`,
        ...(quarantined.length === 0 ? [] : [`Set aside ${quarantined.length}:`]),
        ...quarantined
          .slice(0, listedFiles)
          .map(({ file, reason }) => `  ${JSON.stringify(file)}: ${reason}`),
        ...(quarantined.length > listedFiles ? [`  … and ${quarantined.length - listedFiles} more`] : []),
        `Train on it: ${programName} train --dataset ${datasetId} --preset draft-32 --minutes 10`,
      ]);
    });
  },
});
