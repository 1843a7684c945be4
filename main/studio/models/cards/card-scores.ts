import type { Evaluation } from '../../../contract/models/evaluation.ts';
import type { CardSection } from '../../../contract/models/model-card.ts';
import { isJudged } from '../../../contract/scores/judgement.ts';
import {
  embeddingCatalogue,
  formatScore,
  isMeasured,
  type JudgeScore,
  MetricId,
  metricCatalogue,
  type Score,
} from '../../../contract/scores/scores.ts';

/** Every score of the newest evaluation with its protocol, or the reason why there is none. */
export function scoresSection(evaluation: Evaluation | undefined): CardSection {
  if (evaluation === undefined)
    return { title: 'Scores', sentences: ['It has not been measured yet.'], facts: [] };
  const { createdAt, count, seed, engine, judgement } = evaluation;
  const scores = MetricId.options.map((id) => [id, evaluation[id]] as const);
  const judged = isJudged(judgement)
    ? ([
        ['kid', judgement.kid],
        ['coverage', judgement.coverage],
      ] as const)
    : [];
  return {
    title: 'Scores',
    sentences: [
      `Measured ${createdAt.slice(0, 10)} on ${count} latents of seed ${seed}, with the engine ${engine}.`,
      'Real: the same score of other real pictures, as good as can be. Blurred: of real pictures with a quarter of their pixels a side, bad.',
    ],
    facts: scores.flatMap(([id, score]) =>
      isMeasured(score) ? [] : [{ label: metricCatalogue[id].title, value: score.reason }],
    ),
    table: { head, rows: [...scores, ...judged].flatMap(([id, score]) => row(id, score)) },
  };
}

const head = ['Score', 'Value', '95 % interval', 'Real', 'Blurred', 'Pictures', 'Seen through', 'Resizer'];

function row(id: MetricId, score: Score | JudgeScore): string[][] {
  if (!isMeasured(score)) return [];
  const { title, unit } = metricCatalogue[id];
  const { value, low, high, floor, anchor, n, embedding, resizer } = score;
  const show = (number: number | undefined) => (number === undefined ? '–' : formatScore(id, number));
  return [
    [
      title,
      unit === undefined ? show(value) : `${show(value)} ${unit}`,
      low === undefined ? '–' : `${show(low)} to ${show(high)}`,
      show(floor),
      show(anchor),
      String(n),
      embedding === undefined ? 'the pictures themselves' : embeddingCatalogue[embedding].title.toLowerCase(),
      resizer,
    ],
  ];
}
