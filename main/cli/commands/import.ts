import { basename } from 'node:path';
import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { ColourMode, type FacesMode, ImportInput } from '../../contract/datasets/datasets.ts';
import type { IgnoredGroup } from '../../contract/datasets/diagnosis.ts';
import { findingCatalogue } from '../../contract/datasets/findings.ts';
import { ImportId, type JobId } from '../../contract/ids.ts';
import type { JobResult } from '../../contract/system/jobs.ts';
import { userPath } from '../app.ts';
import { badInput, choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { findDataset } from '../find.ts';
import { followImport } from '../follow-import.ts';
import { Output } from '../output.ts';
import { nextCommand, programName } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

const facesModes = ImportInput.shape.faces.unwrap().options;

export const importCommand = defineCommand({
  meta: { name: 'import', description: 'Prepare folders of photos as a dataset' },
  args: {
    ...commonArgs,
    source: {
      type: 'positional',
      description: 'folders, files and archives',
      required: false,
      valueHint: 'DIR…',
    },
    name: { type: 'string', description: 'name of the dataset (default: the folder’s)' },
    faces: { type: 'string', description: facesModes.join(' | '), default: 'auto' },
    size: { type: 'string', description: 'side of the prepared pictures in pixels', default: '256' },
    colour: { type: 'string', description: ColourMode.options.join(' | '), default: 'auto' },
    add: { type: 'string', description: 'add to this dataset instead of making one', valueHint: 'DATASET' },
    resume: { type: 'string', description: 'go on with an interrupted import', valueHint: 'IMPORT' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    await withStudio(args.library, async (_studio, client) => {
      const { kind: _, ...result } = await followImport(client, {
        start: () => start(client, args),
        resumed: args.resume,
        output,
        library: args.library,
      });
      output.result(result, importSummary(result, args.library));
    });
  },
});

interface ImportArgs {
  _: string[];
  name: string | undefined;
  faces: string;
  size: string;
  colour: string;
  add: string | undefined;
  resume: string | undefined;
}

async function start(client: StudioClient, args: ImportArgs): Promise<{ jobId: JobId }> {
  if (args.resume !== undefined) {
    const id = ImportId.safeParse(args.resume);
    if (!id.success)
      throw badInput(
        `--resume ${args.resume} does not name an import.`,
        `Start it anew: ${programName} import DIR`,
      );
    return client.imports.resume({ id: id.data });
  }
  const paths = args._.map(userPath);
  if (paths.length === 0)
    throw badInput('Name at least one folder.', `For example: ${programName} import ~/Pictures`);
  if (args.add !== undefined)
    return client.datasets.add({ id: (await findDataset(client, args.add)).id, paths });
  return client.datasets.import({
    name: args.name ?? basename(paths[0]),
    paths,
    size: numberOption('size', args.size, { min: 28, max: 1024, isInteger: true }),
    colour: choiceOption('colour', args.colour, ColourMode.options),
    faces: choiceOption('faces', args.faces, facesModes),
  });
}

/** Files set aside that are listed for people. */
const listedFiles = 10;

/** The result for people; all of it is in the library and in the JSON. */
export function importSummary(
  result: Omit<Extract<JobResult, { kind: 'import' }>, 'kind'>,
  library: string | undefined,
): string[] {
  const { datasetId, faces, imported, quarantined, files, ignored, facesPerFile, findings, verdict } = result;
  return [
    ...(result.notices ?? []),
    `Dataset ${datasetId}: ${imported} pictures to train on.`,
    `Prepared with --faces ${faces}: ${facesWords[faces]}.`,
    `Files: ${files.seen} seen, ${files.imported} in use, ${files.leftOut} left out, ${files.quarantined} set aside, ${files.ignored} ignored.`,
    ...ignored.map(ignoredLine),
    ...(facesPerFile === undefined ? [] : [`Faces a file: ${facesLine(facesPerFile)}.`]),
    ...findings.map(
      ({ kind, count, leftOut }) =>
        `  ${findingCatalogue[kind].title}: ${count}${leftOut > 0 ? `, ${leftOut} left out` : ''}`,
    ),
    ...(findings.length > 1 ? ['  A picture may be counted in several of these.'] : []),
    ...(quarantined.length === 0 ? [] : [`Could not be used: ${quarantined.length}`]),
    ...quarantined.slice(0, listedFiles).map(({ file, reason }) => `  ${JSON.stringify(file)}: ${reason}`),
    ...(quarantined.length > listedFiles ? [`  … and ${quarantined.length - listedFiles} more`] : []),
    verdict.headline,
    ...verdict.advice,
    verdict.suggestion,
    `Train on it: ${nextCommand(`train --dataset ${datasetId} --preset ${verdict.preset} --minutes 10`, library)}`,
  ];
}

/** `Ignored, not a picture: 12, such as "photos/notes.txt"`; the dataset's page names more of them. */
function ignoredLine({ reason, count, examples }: IgnoredGroup): string {
  const named = examples.slice(0, listedExamples).map((file) => JSON.stringify(file));
  const names = named.length === 0 ? '' : `${count > named.length ? ', such as' : ':'} ${named.join(', ')}`;
  return `  Ignored, ${reason}: ${count}${names}`;
}

/** Ignored files that are named for each reason. */
const listedExamples = 3;

const facesWords: Readonly<Record<FacesMode, string>> = {
  align: 'each face found is put upright and cut out',
  centre: 'the middle square of each picture',
  'as-is': 'pictures whole, as they are',
};

const facesLine = (counts: readonly number[]) =>
  counts.flatMap((files, faces) => (files === 0 ? [] : [`${faces} in ${files}`])).join(', ');
