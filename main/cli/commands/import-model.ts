import { defineCommand } from 'citty';
import { userPath } from '../app.ts';
import { badInput, commonArgs } from '../arguments.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { nextCommand, programName } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const importModelCommand = defineCommand({
  meta: {
    name: 'import-model',
    description: 'Keep a generator of Faceloom, TensorFlow.js or Keras as a model',
  },
  args: {
    ...commonArgs,
    source: {
      type: 'positional',
      description: 'a model file, its folder, or a ZIP archive',
      required: false,
      valueHint: 'FILE',
    },
    name: { type: 'string', description: 'name of the model (default: the file’s)' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const { source } = args;
    if (source === undefined)
      throw badInput('Name a file or a folder.', `For example: ${programName} import-model generator.h5`);
    await withStudio(args.library, async (_studio, client) => {
      const { jobId } = await client.models.import({ path: userPath(source), name: args.name });
      const { modelId, notes } = await followJob(client, jobId, 'import-model', output);
      const model = await client.models.get({ id: modelId });
      const { resolution, channels, latentSize } = model;
      output.result({ modelId, name: model.name, resolution, channels, latentSize, notes }, [
        `Model ${modelId}: ${resolution}×${resolution}, ${channels === 1 ? 'grey' : 'colour'}, from ${latentSize} numbers.`,
        ...notes.map((note) => `  ${note}`),
        `Draw with it: ${nextCommand(`generate --model ${modelId}`, args.library)}`,
      ]);
    });
  },
});
