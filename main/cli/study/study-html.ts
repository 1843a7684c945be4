import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJudged } from '../../contract/scores/judgement.ts';
import { isMeasured } from '../../contract/scores/scores.ts';
import { escapeHtml, htmlPage } from '../../studio/base/html-page.ts';
import { formatDuration } from '../format.ts';
import type { OverSeeds } from './over-seeds.ts';
import { plannedParts } from './run-study.ts';
import { lineColour, scoreCurvesSvg } from './score-curves-svg.ts';
import type { StudyFile } from './study-file.ts';
import type { StudyPart, StudyRecord } from './study-record.ts';
import {
  formatScoreInterval,
  formatShare,
  formatStudyScore,
  scoreTitles,
  studySentences,
} from './study-sentences.ts';
import {
  type DatasetSummary,
  type RecipeSummary,
  type StudyScore,
  studyScores,
  summariseStudy,
} from './summarise-study.ts';

/** The report of a study, as far as it is: one page that opens anywhere, with its pictures inside. */
export async function studyHtml(study: StudyFile, record: StudyRecord, folder: string): Promise<string> {
  const summaries = summariseStudy(study, record);
  const parts = plannedParts({ study, record });
  const isWhole = parts.every(
    ({ failed, measured }) => failed !== undefined || measured.length === study.moments.length,
  );
  const sections = await Promise.all(summaries.map((summary) => datasetSection(summary, study, folder)));
  return htmlPage(
    `${study.name} · study`,
    `<header><h1>${escapeHtml(study.name)}</h1><p class="dim">A study by Faceloom, begun ${record.createdAt.slice(0, 10)}: ${study.recipes.length} recipes, ${study.seeds.length} seeds, ${formatDuration(study.minutes * 60)} of training for each run, on ${study.cores === 'one' ? 'one core' : 'all cores'}.</p></header>
${isWhole ? '' : '<p class="caveat">This study is not finished. The same command goes on with it.</p>'}
${failures(parts)}
${sections.join('\n')}
${howToRead(study)}
<details><summary>The study’s file</summary><pre>${escapeHtml(JSON.stringify(study, null, 2))}</pre></details>`,
    style,
  );
}

async function datasetSection(summary: DatasetSummary, study: StudyFile, folder: string): Promise<string> {
  const { dataset, recipes } = summary;
  const shown = shownScores(recipes);
  const faces = await Promise.all(recipes.map((recipe, index) => facesOf(recipe, index, folder)));
  return `<section><h2>${escapeHtml(dataset)}</h2>
${studySentences(summary)
  .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  .join('')}
${reasons(recipes)}
<h3>At the end</h3>${endTable(recipes, shown)}
<h3>On the way</h3><p>${recipes.map(({ recipe }, index) => `<span class="key"><i style="background:${lineColour(index)}"></i>${escapeHtml(recipe)}</span>`).join('')}</p>
<div class="curves">${shown.map((score) => `<figure><figcaption>${scoreTitles[score]}</figcaption>${scoreCurvesSvg(recipes, score, study.minutes)}</figure>`).join('')}</div>
${wayTable(recipes, shown, study)}
<h3>Faces at the end</h3><p class="dim">The first latents of each run’s evaluation; nothing was picked.</p>${faces.join('')}
</section>`;
}

/** Those that some run has. */
const shownScores = (recipes: readonly RecipeSummary[]): StudyScore[] =>
  studyScores.filter((score) =>
    recipes.some(({ moments }) => moments.some(({ scores }) => scores[score] !== undefined)),
  );

function endTable(recipes: readonly RecipeSummary[], shown: readonly StudyScore[]): string {
  const head = shown.map((score) => `<td class="n">${scoreTitles[score]}</td>`).join('');
  const rows = recipes.map(({ recipe, moments, parts, nearer }, index) => {
    const end = moments.at(-1);
    const copies = parts.flatMap(
      ({ measured }) => measured.find(({ moment }) => moment === 1)?.memorisation ?? [],
    );
    const mean =
      copies.length === 0 ? '–' : (copies.reduce((sum, each) => sum + each, 0) / copies.length).toFixed(2);
    return `<tr><th><span class="key"><i style="background:${lineColour(index)}"></i>${escapeHtml(recipe)}</span></th><td class="n">${end?.kimg?.seeds ?? 0}</td><td class="n">${end?.kimg === undefined ? '–' : end.kimg.mean.toFixed(0)}</td>${shown
      .map((score) => `<td class="n">${withInterval(score, end?.scores[score])}</td>`)
      .join(
        '',
      )}<td class="n">${nearer === undefined ? '–' : `${formatShare(nearer.value)}<br><span class="dim">[${formatShare(nearer.low)}, ${formatShare(nearer.high)}]</span>`}</td><td class="n">${mean}</td></tr>`;
  });
  return `<table><tr class="dim"><th>Recipe</th><td class="n">Runs</td><td class="n">kimg</td>${head}<td class="n">Pairs won</td><td class="n">Memorisation</td></tr>${rows.join('')}</table>`;
}

function wayTable(
  recipes: readonly RecipeSummary[],
  shown: readonly StudyScore[],
  { minutes }: StudyFile,
): string {
  const rows = recipes.flatMap(({ recipe, moments }) =>
    moments.map(
      ({ moment, kimg, scores }, index) =>
        `<tr>${index === 0 ? `<th rowspan="${moments.length}">${escapeHtml(recipe)}</th>` : ''}<td class="n">${formatDuration(60 * minutes * moment)}</td><td class="n">${kimg === undefined ? '–' : kimg.mean.toFixed(0)}</td>${shown.map((score) => `<td class="n">${withInterval(score, scores[score])}</td>`).join('')}</tr>`,
    ),
  );
  return `<details><summary>All numbers</summary><table><tr class="dim"><th>Recipe</th><td class="n">Trained</td><td class="n">kimg</td>${shown.map((score) => `<td class="n">${scoreTitles[score]}</td>`).join('')}</tr>${rows.join('')}</table></details>`;
}

function withInterval(score: StudyScore, over: OverSeeds | undefined): string {
  if (over === undefined) return '–';
  return `${formatStudyScore(score, over.mean)}<br><span class="dim">${formatScoreInterval(score, over)}</span>`;
}

async function facesOf({ recipe, parts }: RecipeSummary, index: number, folder: string): Promise<string> {
  const figures = await Promise.all(
    parts.map(async ({ seed, measured }) => {
      const last = measured.at(-1);
      if (last === undefined) return '';
      const png = (await readFile(join(folder, last.sheet))).toString('base64');
      return `<figure><img alt="Faces of ${escapeHtml(recipe)}, seed ${seed}" src="data:image/png;base64,${png}"><figcaption class="dim">seed ${seed}, ${(last.nimg / 1000).toFixed(0)} kimg</figcaption></figure>`;
    }),
  );
  if (figures.every((figure) => figure === '')) return '';
  return `<h4><span class="key"><i style="background:${lineColour(index)}"></i>${escapeHtml(recipe)}</span></h4><div class="faces">${figures.join('')}</div>`;
}

/** Why scores are missing, each reason once. */
function reasons(recipes: readonly RecipeSummary[]): string {
  const measured = recipes.flatMap(({ parts }) => parts.flatMap((part) => part.measured));
  const found = measured.flatMap(({ kid, judgement }) => [
    ...(isMeasured(kid) ? [] : [kid.reason]),
    ...(judgement === undefined || isJudged(judgement)
      ? []
      : [`The judge was not asked. ${judgement.reason}`]),
  ]);
  return [...new Set(found)].map((reason) => `<p class="caveat">${escapeHtml(reason)}</p>`).join('');
}

const failures = (parts: readonly StudyPart[]): string =>
  parts
    .filter(({ failed }) => failed !== undefined)
    .map(
      ({ recipe, dataset, seed, failed = '' }) =>
        `<p class="caveat">${escapeHtml(`${recipe}, ${dataset}, seed ${seed} was thrown off: ${failed}`)}</p>`,
    )
    .join('');

const howToRead = ({ pictures }: StudyFile): string => `<section><h2>How to read this</h2>
<p>KID: distance between drawn and real faces; lower is better. Coverage: share of real faces that have a drawn one close by; higher is better. Both compare ${pictures} pictures on each side, or half of the dataset where that is less.</p>
<p>The judge is a face network by which no checkpoint is chosen and no setting tuned, so believe its columns first. Brackets: 95 % interval over the seeds (Student’s t). With few seeds they are wide; where two overlap, chance may be all there is.</p>
<p>Pairs won: of 200 pairs of a face of the recipe and one of the first recipe, drawn blindly, how many had the recipe’s face nearer to its nearest real one, by the judge; 50 % is even. Its interval is that of the pairs. Memorisation: 0.50 is as new as unseen photos are; near 1 means copies, which also win pairs.</p></section>`;

const style = `
h3 { font-size: 14px; margin: 24px 0 4px; } h4 { margin: 16px 0 4px; font-weight: 500; }
.caveat { padding: 6px 12px; border-left: 3px solid var(--accent); margin: 12px 0; }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 16px; }
.faces { display: grid; grid-template-columns: repeat(auto-fill, minmax(256px, 1fr)); gap: 16px; }
figure { margin: 0; } .faces img { width: 100%; image-rendering: pixelated; }
.key { display: inline-flex; align-items: center; gap: 6px; margin-right: 16px; } .key i { width: 12px; height: 3px; }
pre { overflow: auto; font-size: 12px; } summary { cursor: pointer; margin: 12px 0; }
`;
