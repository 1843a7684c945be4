import { basename, dirname } from 'node:path';
import { defineCommand } from 'citty';
import type { ComparedSubject, Comparison } from '../../contract/compare/compare.ts';
import { isMeasured, type MetricId, metricCatalogue, type Score } from '../../contract/scores/scores.ts';
import { userPath } from '../app.ts';
import { badInput, commonArgs, numberOption } from '../arguments.ts';
import { findGenerator } from '../find.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const compareCommand = defineCommand({
  meta: {
    name: 'compare',
    description: 'Draw the same latents with several models, runs or checkpoints, and compare their scores',
  },
  args: {
    ...commonArgs,
    generators: {
      type: 'positional',
      description: 'two or more of: id or name of a model, id of a run, RUN@KIMG for a checkpoint',
      required: true,
      valueHint: 'M1 M2 …',
    },
    count: { type: 'string', description: 'latents that each draws', default: '16' },
    seed: { type: 'string', description: 'seed of the latents', default: '42' },
    out: {
      type: 'string',
      description: 'PNG or HTML file to write; one that exists is kept',
      default: 'comparison.png',
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const seed = numberOption('seed', args.seed, { min: 0, max: 0xffff_ffff, isInteger: true });
    const count = numberOption('count', args.count, { min: 1, max: 64, isInteger: true });
    const format = /[^/\\]\.(png|html)$/i.exec(args.out)?.[1].toLowerCase();
    if (format !== 'png' && format !== 'html')
      throw badInput('--out must end in .png or .html.', 'For example: --out compare.png');
    if (args._.length < 2)
      throw badInput('A comparison needs two or more.', 'For example: compare MODEL RUN@12.8 --out c.png');
    const file = userPath(args.out);
    await withStudio(args.library, async (_studio, client) => {
      const subjects = await Promise.all(args._.map((given) => findGenerator(client, given)));
      const [directory, name] = [dirname(file), basename(file)];
      const { jobId } = await client.compare.export({ subjects, seed, count, format, directory, name });
      const { files } = await followJob(client, jobId, 'export', output);
      const comparison = await client.compare.facts({ subjects });
      output.result({ files, seed, count, ...comparison }, [
        ...describe(comparison),
        `Faces: ${files.join(', ')}`,
      ]);
    });
  },
});

/** Scores that people see; `--json` has all. */
const shown: readonly MetricId[] = ['kid', 'fid', 'precision', 'recall', 'coverage'];

function describe({ subjects, caveats, settings }: Comparison): string[] {
  const width = Math.max(...subjects.map(({ label }) => label.length)) + 2;
  const titles = shown.map((id) => metricCatalogue[id].title.padStart(11));
  return [
    `${''.padEnd(width)}${titles.join('')}`,
    ...subjects.map((subject) => subject.label.padEnd(width) + scoresOf(subject)),
    ...settings
      .filter(({ isDifferent }) => isDifferent)
      .map(({ title, values }) => `${title}: ${values.map((value) => value || '–').join(' | ')}`),
    ...caveats,
  ];
}

const scoresOf = ({ scores, noScores }: ComparedSubject): string =>
  noScores === undefined
    ? shown.map((id) => describeScore(id, scores[id]).padStart(11)).join('')
    : `  –  ${noScores}`;

const describeScore = (id: MetricId, score: Score | undefined): string =>
  score !== undefined && isMeasured(score) ? score.value.toFixed(metricCatalogue[id].digits) : '–';
