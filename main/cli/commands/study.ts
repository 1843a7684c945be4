import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { StudioError } from '../../contract/errors.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode } from '../../disk/disk-error.ts';
import { quoted } from '../../studio/base/quoted.ts';
import { userPath } from '../app.ts';
import { commonArgs } from '../arguments.ts';
import { findDataset, findGenerator } from '../find.ts';
import { Output } from '../output.ts';
import { asStudioError } from '../present-error.ts';
import { choicesOf, plannedParts, runStudy, type StudyWork } from '../study/run-study.ts';
import { parseStudyFile, type StudyFile } from '../study/study-file.ts';
import { studyHtml } from '../study/study-html.ts';
import { readRecord, type StudyRecord, writeRecord } from '../study/study-record.ts';
import { studySentences } from '../study/study-sentences.ts';
import { type DatasetSummary, summariseStudy } from '../study/summarise-study.ts';
import { nextCommand } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const studyCommand = defineCommand({
  meta: {
    name: 'study',
    description: 'Train several recipes for the same time, and say which draws the best faces',
  },
  args: {
    ...commonArgs,
    file: {
      type: 'positional',
      description: 'JSON file that describes the study',
      required: true,
      valueHint: 'FILE',
    },
    out: { type: 'string', description: 'folder for the report (default: named after the file, beside it)' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const file = userPath(args.file);
    const study = parseStudyFile(await readText(file), args.file);
    const folder = args.out === undefined ? folderOf(file) : userPath(args.out);
    const record = (await readRecord(folder)) ?? newRecord();
    const command = ['study', args.file, ...(args.out === undefined ? [] : ['--out', args.out])]
      .map(quoted)
      .join(' ');
    const report = join(folder, 'report.html');
    // What does not go with what was done before is said before anything is opened.
    const parts = plannedParts({ study, record });
    const writeReport = async () => writeFileAtomic(report, await studyHtml(study, record, folder));
    await withStudio(
      args.library,
      async (studio, client) => {
        const work: StudyWork = {
          ...{ study, record, folder, studio, client, output, onMeasured: writeReport },
          datasets: await datasetsOf(client, study),
          starts: await startsOf(client, study),
        };
        for (const part of parts) await assertFits(client, work, part);
        await writeRecord(folder, record);
        await writeReport();
        await runStudy(work).catch((error: unknown) => {
          const known = asStudioError(error);
          if (known.code !== 'CANCELLED') throw known;
          throw new StudioError('CANCELLED', 'Paused. What is done is kept.', {
            next: `Go on with: ${nextCommand(command, args.library)}`,
          });
        });
        await writeReport();
      },
      study.cores === 'one' ? { settings: { threads: 1 } } : {},
    );
    const summary = summariseStudy(study, record);
    output.result({ report, folder, summary: summary.map(withoutParts) }, [
      ...summary.flatMap((each) => [
        `${each.dataset}:`,
        ...studySentences(each).map((sentence) => `  ${sentence}`),
      ]),
      `Report: ${report}`,
    ]);
  },
});

/** What was measured of each run is in the record; a line on a screen has room for what came of them. */
const withoutParts = ({ dataset, recipes }: DatasetSummary) => ({
  dataset,
  recipes: recipes.map(({ parts: _, ...rest }) => rest),
});

/** `rates.json` has its report in `rates-study/`. */
const folderOf = (file: string) => join(file, '..', `${basename(file).replace(/\.json$/i, '')}-study`);

const newRecord = (): StudyRecord => ({
  schemaVersion: 1,
  createdAt: new Date().toISOString(),
  measuringSeconds: [],
  parts: [],
});

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EISDIR') throw error;
    throw new StudioError('PATH_NOT_FOUND', `There is no file ${file}.`, {
      next: 'Name the JSON file of a study; the manual shows a whole one under “study”.',
      subject: file,
    });
  }
}

async function datasetsOf(client: StudioClient, { datasets }: StudyFile): Promise<StudyWork['datasets']> {
  const found = await Promise.all(
    datasets.map(async (name) => [name, (await findDataset(client, name)).id] as const),
  );
  return new Map(found);
}

async function startsOf(client: StudioClient, { recipes }: StudyFile): Promise<StudyWork['starts']> {
  const found = await Promise.all(
    recipes.map(async ({ name, from }) =>
      from === undefined ? [] : [[name, await findGenerator(client, from)] as const],
    ),
  );
  return new Map(found.flat());
}

/** Settings that do not go together are an error of the recipe, before hours were spent on others. */
async function assertFits(
  client: StudioClient,
  work: StudyWork,
  part: StudyRecord['parts'][number],
): Promise<void> {
  try {
    await client.runs.preview(choicesOf(work, part));
  } catch (error) {
    const known = asStudioError(error);
    throw new StudioError(
      known.code,
      `The recipe “${part.recipe}” cannot be trained: ${known.message}`,
      known.data,
    );
  }
}
