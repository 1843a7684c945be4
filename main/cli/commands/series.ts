import { basename, dirname } from 'node:path';
import { defineCommand } from 'citty';
import { userPath } from '../app.ts';
import { badInput, commonArgs } from '../arguments.ts';
import { findRun } from '../find.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const seriesCommand = defineCommand({
  meta: { name: 'series', description: 'Write every step and tick of a run as CSV' },
  args: {
    ...commonArgs,
    run: { type: 'positional', description: 'id of the run', required: true, valueHint: 'RUN' },
    out: { type: 'string', description: 'CSV file to write; one that exists is kept', default: 'steps.csv' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    if (!/[^/\\]\.csv$/.test(args.out))
      throw badInput('--out must end in .csv.', 'For example: --out steps.csv');
    const file = userPath(args.out);
    await withStudio(args.library, async (_studio, client) => {
      const { id, name } = await findRun(client, args.run);
      const { jobId } = await client.runs.exportSeries({
        id,
        directory: dirname(file),
        name: basename(file),
      });
      const { files } = await followJob(client, jobId, 'export', output);
      output.result({ files, runId: id }, [`Numbers of "${name}": ${files.join(', ')}`]);
    });
  },
});
