import {
  type Evaluation,
  type EvaluationPicture,
  evaluationPictureCatalogue,
} from '../../contract/models/evaluation.ts';
import { isJudged, type JudgementOrReason } from '../../contract/scores/judgement.ts';
import {
  EmbeddingId,
  embeddingCatalogue,
  FeatureScores,
  formatScore,
  isMeasured,
  type JudgeScore,
  type MeasuredScore,
  type MetricId,
  metricCatalogue,
  PictureScores,
  type Score,
} from '../../contract/scores/scores.ts';
import { escapeHtml, htmlPage } from '../base/html-page.ts';
import { sourceName } from '../datasets/source-name.ts';

export interface EvaluationReportPicture {
  name: EvaluationPicture;
  png: Uint8Array;
}

const featureMetricIds = FeatureScores.keyof().options;
const pictureMetricIds = PictureScores.keyof().options;
const number = (value: number, digits: number) => value.toFixed(digits);

/** Everything that was measured, as a page of its own. */
export function evaluationHtml(evaluation: Evaluation, pictures: readonly EvaluationReportPicture[]): string {
  const { name, nimg, createdAt, config, datasetMissing } = evaluation;
  return htmlPage(
    `${name} · evaluation`,
    `<header><h1>${escapeHtml(name)}</h1><p class="dim">Evaluation by Faceloom, ${createdAt.slice(0, 10)}: ${'preset' in config ? `${config.preset}, ${number(nimg / 1000, 1)} kimg` : 'imported'}, ${config.resolution} × ${config.resolution} ${config.channels === 1 ? 'grey' : 'colour'}</p></header>
${datasetMissing === undefined ? '' : `<p>${escapeHtml(datasetMissing)}</p>`}
${EmbeddingId.options.map((id) => embeddingSection(id, evaluation.byEmbedding[id])).join('\n')}
${judgeSection(evaluation.judgement)}
<section><h2>Variety, copies and the discriminator</h2>${table(pictureMetricIds.map((id) => [id, evaluation[id]]))}${memorisation(evaluation)}</section>
<p class="dim">Brackets: 95 % interval. Real: the same score of other real pictures, as good as can be. Blurred: of real pictures with a quarter of their pixels a side. The bar runs from real to blurred.</p>
${pictures.map(figure).join('\n')}
${datasetSection(evaluation)}
${configSection(evaluation)}`,
    style,
  );
}

function embeddingSection(id: EmbeddingId, scores: FeatureScores): string {
  const { title, explanation } = embeddingCatalogue[id];
  return `<section><h2>${title}</h2><p class="dim">${explanation}</p>${table(featureMetricIds.map((metric) => [metric, scores[metric]]))}</section>`;
}

/** Empty when the judge was not asked. */
function judgeSection(judgement: JudgementOrReason | undefined): string {
  if (judgement === undefined) return '';
  const { title, explanation } = embeddingCatalogue.judge;
  const head = `<h2>${title}</h2><p class="dim">${explanation}`;
  if (!isJudged(judgement)) return `<section>${head}</p><p>${escapeHtml(judgement.reason)}</p></section>`;
  const { judge, kid, coverage } = judgement;
  const rows = table([
    ['kid', kid],
    ['coverage', coverage],
  ]);
  return `<section>${head} It is ${escapeHtml(`${judge.network} of ${judge.package} ${judge.version}`)}.</p>${rows}</section>`;
}

function table(rows: readonly [MetricId, Score | JudgeScore][]): string {
  const head =
    '<tr class="dim"><th>Score</th><td class="n">Value</td><td class="n">Interval</td><td class="n">Real</td><td></td><td class="n">Blurred</td><td class="n">Pictures</td><td>Seen through</td><td>Resizer</td></tr>';
  return `<table>${head}${rows.map(([id, score]) => row(id, score)).join('')}</table>`;
}

function row(id: MetricId, score: Score | JudgeScore): string {
  const { title, explanation, better, unit = '' } = metricCatalogue[id];
  const label = `<th title="${escapeHtml(explanation)}">${title}</th>`;
  if (!isMeasured(score))
    return `<tr>${label}<td colspan="8" class="dim">${escapeHtml(score.reason)}</td></tr>`;
  const show = (value: number | undefined) => (value === undefined ? '' : formatScore(id, value));
  const interval = score.low === undefined ? '' : `[${show(score.low)}, ${show(score.high)}]`;
  return `<tr>${label}<td class="n">${show(score.value)} ${unit}</td><td class="n dim">${interval}</td><td class="n">${show(score.floor)}</td><td>${better === 'middle' ? '' : scale(score)}</td><td class="n">${show(score.anchor)}</td><td class="n">${score.n}</td><td class="dim">${score.embedding === undefined ? 'as they are' : embeddingCatalogue[score.embedding].title.toLowerCase()}</td><td class="dim">${score.resizer}</td></tr>`;
}

/** Where a value lies between real and blurred pictures. */
function scale({ value, floor, anchor }: Omit<MeasuredScore, 'embedding'>): string {
  if (floor === undefined || anchor === undefined || floor === anchor) return '';
  const share = Math.min(1, Math.max(0, (value - floor) / (anchor - floor)));
  return `<span class="scale"><span style="left:${number(100 * share, 1)}%"></span></span>`;
}

function memorisation({ memorisationPixels, memorisationIdentity }: Evaluation): string {
  return Object.entries({ pixels: memorisationPixels, people: memorisationIdentity })
    .flatMap(([by, score]) =>
      isMeasured(score)
        ? [
            `<p class="dim">By ${by}: generated pictures are ${number(score.fakeDistance, 3)} from their nearest training picture (median), ${score.heldOut} unseen photos ${number(score.heldOutDistance, 3)}; p = ${score.pValue.toPrecision(2)} that they are no nearer.</p>`,
          ]
        : [],
    )
    .join('');
}

function figure({ name, png }: EvaluationReportPicture): string {
  const { title, explanation } = evaluationPictureCatalogue[name];
  return `<section><h2>${title}</h2><p class="dim">${explanation}</p><img class="figure" alt="${title}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}"></section>`;
}

function datasetSection({ datasetName, datasetId, provenance }: Evaluation): string {
  if (datasetId === undefined && provenance === undefined) return '';
  const facts =
    provenance === undefined
      ? ''
      : `<p>${provenance.imageCount} pictures, ${provenance.heldOutCount} of them held out from training.</p>
${provenance.imports.map(({ sources, importedAt, faces, size }) => `<p>${importedAt.slice(0, 10)}: ${sources.map(sourceName).map(escapeHtml).join(', ')} (${faces}, up to ${size} pixels)</p>`).join('')}
<p class="dim">SHA-256 over all pictures: <code>${provenance.setHash}</code></p>`;
  return `<section><h2>Dataset: ${escapeHtml(datasetName)}</h2>${facts}</section>`;
}

function configSection({ config, hash, seed, count, engine, seconds }: Evaluation): string {
  const rows = Object.entries(config).map(
    ([name, value]) => `<tr><th>${name}</th><td>${escapeHtml(JSON.stringify(value))}</td></tr>`,
  );
  return `<section><h2>Protocol and settings</h2><p>${count} latents of seed ${seed}; ${engine}, ${number(seconds, 0)} s.</p>
<p class="dim">SHA-256 of the generator’s weights: <code>${hash}</code></p><table>${rows.join('')}</table></section>`;
}

const style = `
.figure { max-width: 100%; image-rendering: pixelated; }
.scale { display: inline-block; position: relative; width: 96px; height: 3px; margin-bottom: 3px; background: var(--line); }
.scale span { position: absolute; top: -4px; width: 3px; height: 11px; background: var(--accent); }
`;
