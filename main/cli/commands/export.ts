import { defineCommand } from 'citty';
import { formatCatalogue, ModelFormat, WeightPrecision } from '../../contract/models/model-files.ts';
import { userPath } from '../app.ts';
import { badInput, choiceOption, commonArgs } from '../arguments.ts';
import { findSource } from '../find.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const exportCommand = defineCommand({
  meta: { name: 'export', description: 'Write a model as files for other programs, and prove them' },
  args: {
    ...commonArgs,
    model: { type: 'string', description: 'id or name of a model', valueHint: 'MODEL' },
    run: { type: 'string', description: 'id of a run: its newest checkpoint', valueHint: 'RUN' },
    format: { type: 'string', description: ModelFormat.options.join(' | ') },
    precision: {
      type: 'string',
      description: `of the weights: ${WeightPrecision.options.join(' | ')}`,
      default: 'fp32',
    },
    out: { type: 'string', description: 'folder to write into', valueHint: 'DIR' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    if (args.format === undefined || args.out === undefined)
      throw badInput('Name --format and --out.', 'For example: --format h5 --out models');
    const format = choiceOption('format', args.format, ModelFormat.options);
    const precision = choiceOption('precision', args.precision, WeightPrecision.options);
    const directory = userPath(args.out);
    await withStudio(args.library, async (_studio, client) => {
      const from = await findSource(client, args.run, args.model);
      const { jobId } = await client.models.export({ from, format, precision, directory });
      const { files, exported } = await followJob(client, jobId, 'export-model', output);
      const { maxError, discriminatorError, discriminatorMissing } = exported;
      output.result({ files, format, precision, maxError, discriminatorError, discriminatorMissing }, [
        `${exported.fromName} as ${formatCatalogue[format].title}, weights ${precision}:`,
        ...files.map((file) => `  ${file}`),
        `Loaded again, its pixels differ by at most ${maxError.toExponential(1)} of a range of 2, which is ${(127.5 * maxError).toFixed(1)} of 255 levels, over 16 faces.`,
        ...(discriminatorError === undefined
          ? []
          : [`The discriminator's logits differ by at most ${discriminatorError.toExponential(1)}.`]),
        ...(discriminatorMissing === undefined ? [] : [`No discriminator.h5: ${discriminatorMissing}`]),
        `For ${formatCatalogue[format].readers}.`,
      ]);
    });
  },
});
