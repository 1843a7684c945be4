import { defineCommand } from 'citty';
import { describeVariant } from '../../contract/runs/run-group.ts';
import { commonArgs } from '../arguments.ts';
import { formatDuration, formatMoment } from '../format.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const runsCommand = defineCommand({
  meta: { name: 'runs', description: 'List the runs of a library' },
  args: commonArgs,
  async run({ args }) {
    const output = new Output(args.json === true);
    await withStudio(args.library, async (_studio, client) => {
      const runs = (await client.runs.list()).map(
        ({
          id,
          datasetName,
          preset,
          state,
          queuePosition,
          schedule,
          group,
          nimg,
          trainingSeconds,
          engine,
          place,
        }) => ({
          id,
          dataset: datasetName,
          preset,
          state,
          position: queuePosition,
          ...schedule,
          kimg: nimg / 1000,
          seconds: trainingSeconds,
          engine,
          place: place?.name,
          group: group === undefined ? undefined : { id: group.id, axis: group.axis, value: group.value },
        }),
      );
      output.result(
        { runs },
        runs.length === 0
          ? ['No runs yet.']
          : runs.map((run) =>
              [
                run.id,
                run.position === undefined ? run.state : `${run.state}, place ${run.position}`,
                run.preset,
                `${run.kimg.toFixed(1)} kimg`,
                formatDuration(run.seconds),
                ...(run.place === undefined ? [] : [`on ${run.place}`]),
                ...(run.group === undefined ? [] : [describeVariant(run.group)]),
                ...(run.startAt === undefined ? [] : [`from ${formatMoment(new Date(run.startAt))}`]),
                ...(run.stopAt === undefined ? [] : [`until ${formatMoment(new Date(run.stopAt))}`]),
              ].join('  '),
            ),
      );
    });
  },
});
