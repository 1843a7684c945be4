import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import type { Evaluation } from '../../contract/models/evaluation.ts';
import { isJudged, type JudgementOrReason } from '../../contract/scores/judgement.ts';
import {
  formatScore,
  isMeasured,
  type JudgeScore,
  MetricId,
  metricCatalogue,
  type Score,
} from '../../contract/scores/scores.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { userPath } from '../app.ts';
import { badInput, commonArgs, numberOption } from '../arguments.ts';
import { findCheckpoint, findDataset, findModel, findRun } from '../find.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const evaluateCommand = defineCommand({
  meta: {
    name: 'evaluate',
    description: 'Measure a model or a checkpoint against the pictures it learned from',
  },
  args: {
    ...commonArgs,
    model: { type: 'string', description: 'id or name of a model', valueHint: 'MODEL' },
    run: { type: 'string', description: 'id of a run', valueHint: 'RUN' },
    checkpoint: { type: 'string', description: 'with --run: the checkpoint, in kimg (default: the newest)' },
    dataset: {
      type: 'string',
      description: 'id or name of a dataset to compare with (default: what it learned from)',
      valueHint: 'DATASET',
    },
    count: { type: 'string', description: 'pictures on each side', default: '1000' },
    seed: { type: 'string', description: 'seed of the latents', default: '42' },
    judge: {
      type: 'boolean',
      description: 'ask a second face network, by which nothing was chosen or tuned',
    },
    out: { type: 'string', description: 'also write the report: an HTML or JSON file' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const count = numberOption('count', args.count, { min: 100, max: 5000, isInteger: true });
    const seed = numberOption('seed', args.seed, { min: 0, max: 0xffff_ffff, isInteger: true });
    const kimg = numberOption('checkpoint', args.checkpoint, { min: 0, max: 1e9 });
    const format = args.out === undefined ? undefined : /\.(html|json)$/i.exec(args.out)?.[1].toLowerCase();
    if (args.out !== undefined && format === undefined)
      throw badInput('--out must end in .html or .json.', 'For example: --out report.html');
    await withStudio(args.library, async (_studio, client) => {
      const from = await findSubject(client, args.run, args.model, kimg);
      const dataset = args.dataset === undefined ? undefined : await findDataset(client, args.dataset);
      const { jobId } = await client.models.evaluate({
        from,
        datasetId: dataset?.id,
        count,
        seed,
        judge: args.judge === true,
      });
      const { evaluationId: id } = await followJob(client, jobId, 'evaluate', output);
      const evaluation = await client.models.evaluation({ id });
      if (args.out !== undefined) {
        const { html, json } = await client.models.evaluationReport({ id });
        await writeFileAtomic(userPath(args.out), format === 'html' ? html : json);
      }
      output.result({ ...evaluation }, [
        ...describe(evaluation),
        ...(args.out === undefined ? [] : [`Report: ${userPath(args.out)}`]),
      ]);
    });
  },
});

async function findSubject(
  client: StudioClient,
  run: string | undefined,
  model: string | undefined,
  kimg: number | undefined,
): Promise<GeneratorRef> {
  if (model !== undefined && run === undefined && kimg === undefined)
    return { kind: 'model', id: (await findModel(client, model)).id };
  if (run === undefined || model !== undefined)
    throw badInput(
      'Name either --model, or --run with or without --checkpoint.',
      'List runs with the command "runs".',
    );
  const { id } = await findRun(client, run);
  return kimg === undefined ? { kind: 'run', id } : findCheckpoint(client, id, kimg);
}

function describe(evaluation: Evaluation): string[] {
  const { name, nimg, kid, config, judgement } = evaluation;
  const trained = 'preset' in config ? `${(nimg / 1000).toFixed(1)} kimg` : 'imported';
  const embedding = isMeasured(kid) ? `, embedding "${kid.embedding}"` : '';
  return [
    `${name}, ${trained}${embedding}`,
    `${'score'.padEnd(26)}${'value'.padStart(10)}  ${'95 % interval'.padEnd(20)}${'real'.padStart(9)}${'blurred'.padStart(9)}      n  seen through, resizer`,
    ...MetricId.options.map((id) => describeScore(id, metricCatalogue[id].title, evaluation[id])),
    ...describeJudgement(judgement),
  ];
}

function describeJudgement(judgement: JudgementOrReason | undefined): string[] {
  if (judgement === undefined) return [];
  if (!isJudged(judgement)) return [`The judge was not asked. ${judgement.reason}`];
  const { network, package: from, version } = judgement.judge;
  return [
    ...(['kid', 'coverage'] as const).map((id) =>
      describeScore(id, `${metricCatalogue[id].title}, judge`, judgement[id]),
    ),
    `The judge is ${network} of ${from} ${version}. Nothing is chosen or tuned by it.`,
  ];
}

function describeScore(id: MetricId, title: string, score: Score | JudgeScore): string {
  if (!isMeasured(score)) return `${title.padEnd(26)}  –  ${score.reason}`;
  const show = (value: number | undefined) => (value === undefined ? '' : formatScore(id, value));
  const interval = score.low === undefined ? '' : `[${show(score.low)}, ${show(score.high)}]`;
  return `${title.padEnd(26)}${show(score.value).padStart(10)}  ${interval.padEnd(20)}${show(score.floor).padStart(9)}${show(score.anchor).padStart(9)}${String(score.n).padStart(7)}  ${score.embedding ?? 'as they are'}, ${score.resizer}`;
}
