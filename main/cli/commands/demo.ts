import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { PictureChoices } from '../../contract/faces/picture-export.ts';
import type { DatasetId } from '../../contract/ids.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { sheetFile, sheetPlanOf } from '../../studio/pictures/picture-files.ts';
import { userPath, version } from '../app.ts';
import { commonArgs, numberOption } from '../arguments.ts';
import { followJob } from '../follow-job.ts';
import { bold, Output } from '../output.ts';
import { describeTraining, followTraining } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const demoCommand = defineCommand({
  meta: { name: 'demo', description: 'Train on drawn sample faces for a few minutes and draw new ones' },
  args: {
    ...commonArgs,
    minutes: { type: 'string', description: 'length of the training', default: '2.5' },
    out: { type: 'string', description: 'PNG file to write', default: 'faceloom-demo.png' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const maxMinutes = numberOption('minutes', args.minutes, { min: 0.01, max: 1e6 });
    const file = userPath(args.out);
    await withStudio(args.library, async (studio, client) => {
      const datasetId = await sampleDataset(client, output);
      const started = await client.runs.start({ datasetId, preset: 'draft-32', seed, maxMinutes });
      const training = await followTraining(client, started, output, args.library);
      const from = { kind: 'run', id: started.runId } as const;
      const faces = await studio.faces.drawOutgoing({ from, seed, count });
      const { width, height } = sheetPlanOf(faces, sheet);
      await writeFileAtomic(file, await sheetFile(faces, { ...sheet, version }));
      output.result({ ...training, files: [file], width, height, seed }, [
        ...describeTraining(training),
        `${bold(`${count} faces that nobody has:`)} ${file}`,
        'Open the studio with "npm start": the dataset and the run are there.',
      ]);
    });
  },
});

const datasetName = 'Sample faces';
const seed = 42;
const count = 100;
const sheet = PictureChoices.parse({ layout: 'sheet', columns: 10, scale: 3 });

async function sampleDataset(client: StudioClient, output: Output): Promise<DatasetId> {
  const found = (await client.datasets.list()).find(({ name }) => name === datasetName);
  if (found !== undefined) return found.id;
  const { jobId } = await client.datasets.importSample({ name: datasetName });
  const { datasetId } = await followJob(client, jobId, 'import', output);
  return datasetId;
}
