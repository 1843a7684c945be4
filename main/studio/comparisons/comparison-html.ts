import type { ComparedSubject, Comparison, Sheet } from '../../contract/compare/compare.ts';
import { isMeasured, type MetricId, metricCatalogue, type Score } from '../../contract/scores/scores.ts';
import { escapeHtml, htmlPage } from '../base/html-page.ts';
import type { DrawnComparison } from './comparison-picture.ts';
import type { Curve } from './curves.ts';
import { curveColour, curvesSvg } from './curves-svg.ts';
import type { Sheets } from './sheets.ts';

/** Scores, faces, curves and settings side by side, as a page that opens anywhere. */
export async function comparisonHtml(
  { comparison, sheets, seed }: DrawnComparison,
  store: Sheets,
  curves: readonly Curve[],
): Promise<string> {
  const { subjects, caveats, missing } = comparison;
  const faces = await Promise.all(subjects.map((subject, index) => figure(subject, sheets[index], store)));
  return htmlPage(
    'Comparison',
    `<header><h1>Comparison</h1><p class="dim">By Faceloom, ${new Date().toISOString().slice(0, 10)}: ${subjects.map(({ label }) => escapeHtml(label)).join(' · ')}</p></header>
${caveats.map((caveat) => `<p class="caveat">${escapeHtml(caveat)}</p>`).join('')}
${missing.map(({ reason }) => `<p class="caveat">${escapeHtml(reason)}</p>`).join('')}
<section><h2>Scores</h2>${scoresTable(subjects)}<p class="dim">Brackets: 95 % interval. n: pictures on each side.</p></section>
<section><h2>The same latents</h2><p class="dim">Latents of seed ${seed}; nothing was picked.</p><div class="faces">${faces.join('')}</div></section>
${curvesSection(curves)}
${settingsSection(comparison)}`,
    style,
  );
}

/** The scores that a comparison begins with; all others that were measured follow in the page of an evaluation. */
const shown: readonly MetricId[] = ['kid', 'fid', 'precision', 'recall', 'density', 'coverage', 'msSsim'];

function scoresTable(subjects: readonly ComparedSubject[]): string {
  const head = shown.map(
    (id) =>
      `<td class="n" title="${escapeHtml(metricCatalogue[id].explanation)}">${metricCatalogue[id].title}</td>`,
  );
  const rows = subjects.map(({ label, nimg, scores, noScores }) => {
    const cells =
      noScores === undefined
        ? shown.map((id) => `<td class="n">${cell(id, scores[id])}</td>`).join('')
        : `<td colspan="${shown.length}" class="dim">${escapeHtml(noScores)}</td>`;
    return `<tr><th>${escapeHtml(label)}<br><span class="dim">${kimg(nimg)}</span></th>${cells}</tr>`;
  });
  return `<table><tr class="dim"><th></th>${head.join('')}</tr>${rows.join('')}</table>`;
}

function cell(id: MetricId, score: Score | undefined): string {
  if (score === undefined) return '–';
  if (!isMeasured(score)) return `<span class="dim" title="${escapeHtml(score.reason)}">–</span>`;
  const show = (value: number) => value.toFixed(metricCatalogue[id].digits);
  const interval =
    score.low === undefined || score.high === undefined
      ? ''
      : `<br><span class="dim">[${show(score.low)}, ${show(score.high)}]</span>`;
  return `${show(score.value)}${interval}<br><span class="dim">n ${score.n}</span>`;
}

async function figure(subject: ComparedSubject, sheet: Sheet | undefined, store: Sheets): Promise<string> {
  const caption = `<figcaption>${escapeHtml(subject.label)} <span class="dim">${kimg(subject.nimg)}</span></figcaption>`;
  if (sheet === undefined)
    return `<figure>${caption}<p class="dim">${escapeHtml(subject.cannotDraw ?? '')}</p></figure>`;
  const png = (await store.read(sheet.id)).toString('base64');
  return `<figure>${caption}<img alt="Faces of ${escapeHtml(subject.label)}" src="data:image/png;base64,${png}"></figure>`;
}

function curvesSection(curves: readonly Curve[]): string {
  if (curves.length === 0) return '';
  const key = curves.map(
    ({ name }, index) =>
      `<span class="key"><i style="background:${curveColour(index)}"></i>${escapeHtml(name)}</span>`,
  );
  return `<section><h2>Losses</h2><p>${key.join('')}</p><p class="dim">Generator</p>${curvesSvg(curves, 'gLoss')}<p class="dim">Discriminator</p>${curvesSvg(curves, 'dLoss')}</section>`;
}

/** Those that differ stand out; the others follow for the record. */
function settingsSection({ subjects, settings }: Comparison): string {
  const head = `<tr class="dim"><th></th>${subjects.map(({ label }) => `<td>${escapeHtml(label)}</td>`).join('')}</tr>`;
  const row = ({ title, unit, values, isDifferent }: Comparison['settings'][number]) =>
    `<tr${isDifferent ? ' class="different"' : ''}><th>${escapeHtml(title)}${unit === undefined ? '' : ` <span class="dim">${escapeHtml(unit)}</span>`}</th>${values.map((value) => `<td>${escapeHtml(value === '' ? '–' : value)}</td>`).join('')}</tr>`;
  const different = settings.filter(({ isDifferent }) => isDifferent);
  const same = settings.filter(({ isDifferent }) => !isDifferent);
  return `<section><h2>Settings</h2><table>${head}${[...different, ...same].map(row).join('')}</table></section>`;
}

const kimg = (nimg: number): string => (nimg > 0 ? `${(nimg / 1000).toFixed(1)} kimg` : '');

const style = `
.caveat { padding: 6px 12px; border-left: 3px solid var(--accent); margin: 12px 0; }
.faces { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 16px; }
figure { margin: 0; } figure img { width: 100%; image-rendering: pixelated; }
.key { display: inline-flex; align-items: center; gap: 6px; margin-right: 16px; } .key i { width: 12px; height: 3px; }
.different th, .different td { background: color-mix(in srgb, var(--accent) 14%, transparent); }
`;
