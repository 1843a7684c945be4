import { defineCommand } from 'citty';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { userPath } from '../app.ts';
import { badInput, commonArgs } from '../arguments.ts';
import { findDataset } from '../find.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

const reportCommand = defineCommand({
  meta: { name: 'report', description: 'Write what the doctor says about a dataset' },
  args: {
    ...commonArgs,
    dataset: { type: 'positional', description: 'id or name', required: true, valueHint: 'DATASET' },
    out: { type: 'string', description: 'HTML or JSON file to write', default: 'report.html' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const format = /\.(html|json)$/i.exec(args.out)?.[1].toLowerCase();
    if (format === undefined)
      throw badInput('--out must end in .html or .json.', 'For example: --out report.html');
    const file = userPath(args.out);
    await withStudio(args.library, async (_studio, client) => {
      const { id, name } = await findDataset(client, args.dataset);
      const { html, json } = await client.datasets.report({ id });
      await writeFileAtomic(file, format === 'html' ? html : json);
      output.result({ files: [file], datasetId: id }, [`Report on "${name}": ${file}`]);
    });
  },
});

export const datasetCommand = defineCommand({
  meta: { name: 'dataset', description: 'Look at a dataset' },
  subCommands: { report: reportCommand },
});
