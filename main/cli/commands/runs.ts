import { defineCommand } from 'citty';
import { commonArgs } from '../arguments.ts';
import { formatDuration } from '../format.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const runsCommand = defineCommand({
  meta: { name: 'runs', description: 'List the runs of a library' },
  args: commonArgs,
  async run({ args }) {
    const output = new Output(args.json === true);
    await withStudio(args.library, async (_studio, client) => {
      const runs = (await client.runs.list()).map(
        ({ id, datasetName, preset, state, nimg, trainingSeconds, engine }) => ({
          id,
          dataset: datasetName,
          preset,
          state,
          kimg: nimg / 1000,
          seconds: trainingSeconds,
          engine,
        }),
      );
      output.result(
        { runs },
        runs.length === 0
          ? ['No runs yet.']
          : runs.map((run) =>
              [
                run.id,
                run.state,
                run.preset,
                `${run.kimg.toFixed(1)} kimg`,
                formatDuration(run.seconds),
              ].join('  '),
            ),
      );
    });
  },
});
