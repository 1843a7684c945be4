import type { SetAsideFile } from '../../../contract/datasets/datasets.ts';
import type { Diagnosis } from '../../../contract/datasets/diagnosis.ts';
import { findingCatalogue } from '../../../contract/datasets/findings.ts';
import { escapeHtml, htmlPage } from '../../base/html-page.ts';
import type { ReportFacts } from './report.ts';

/** Small pictures for the contact sheet. */
export interface ReportPicture {
  label: string;
  webp: Uint8Array;
}

const number = (value: number) => value.toLocaleString('en-GB');

/** The report as a page of its own. */
export function reportHtml(facts: ReportFacts & { pictures: readonly ReportPicture[] }): string {
  const { dataset, diagnosis, setAside, pictures, madeAt } = facts;
  const name = escapeHtml(dataset.name);
  return htmlPage(
    `${dataset.name} · dataset report`,
    `<header><h1>${name}</h1><p class="dim">Dataset report by Faceloom, ${madeAt.slice(0, 10)}</p></header>
<section class="verdict"><h2>${escapeHtml(diagnosis.verdict.headline)}</h2>
${diagnosis.verdict.advice.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
<p class="dim">${escapeHtml(diagnosis.verdict.suggestion)}</p></section>
<dl class="facts">${factList(facts)}</dl>
${contactSheet(pictures)}
${findingsTable(diagnosis)}
${sizesChart(diagnosis)}
${facesPerFile(diagnosis)}
${importsTable(diagnosis)}
${ignoredTable(diagnosis)}
${setAsideTable(setAside)}`,
    style,
  );
}

function factList({ dataset, diagnosis }: ReportFacts): string {
  const { grey, colour } = diagnosis.colour;
  const rows = {
    'Trained on': number(dataset.imageCount - dataset.heldOutCount),
    'Held out': number(dataset.heldOutCount),
    'Left out': number(dataset.itemCount - dataset.imageCount),
    'Set aside': `${number(dataset.quarantinedCount)} files`,
    'Grey and colour': `${number(grey)} and ${number(colour)}`,
    'Prepared at': `up to ${dataset.size} × ${dataset.size}`,
  };
  return Object.entries(rows)
    .map(([label, value]) => `<div><dt>${label}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('');
}

function contactSheet(pictures: readonly ReportPicture[]): string {
  const images = pictures.map(
    ({ label, webp }) =>
      `<img alt="${escapeHtml(label)}" src="data:image/webp;base64,${Buffer.from(webp).toString('base64')}">`,
  );
  return images.length === 0 ? '' : `<section class="sheet">${images.join('')}</section>`;
}

function findingsTable({ findings }: Diagnosis): string {
  if (findings.length === 0)
    return '<section><h2>Findings</h2><p>Nothing was found to be wrong.</p></section>';
  const rows = findings.map(({ kind, count, leftOut }) => {
    const { title, explanation } = findingCatalogue[kind];
    return `<tr><th>${title}</th><td>${explanation}</td><td class="n">${number(count)}</td><td class="n">${number(leftOut)}</td></tr>`;
  });
  return `<section><h2>Findings</h2><table><tr class="dim"><th>Finding</th><td></td><td class="n">Pictures</td><td class="n">Left out</td></tr>${rows.join('')}</table></section>`;
}

function sizesChart({ sizes }: Diagnosis): string {
  const most = Math.max(1, ...sizes.map(({ count }) => count));
  const bars = sizes.map(({ from, count }, i) => {
    const next = sizes[i + 1]?.from;
    const label = next === undefined ? `${from} and more` : `${from}–${next - 1}`;
    return `<tr><th>${label}</th><td><span class="bar" style="width:${((100 * count) / most).toFixed(1)}%"></span></td><td class="n">${number(count)}</td></tr>`;
  });
  return `<section><h2>Pixels along a side in the source</h2><table class="bars">${bars.join('')}</table></section>`;
}

function facesPerFile({ facesPerFile }: Diagnosis): string {
  if (facesPerFile === undefined) return '';
  const rows = facesPerFile.map(
    (count, faces) => `<tr><th>${faces}</th><td class="n">${number(count)}</td></tr>`,
  );
  return `<section><h2>Faces a file</h2><table><tr class="dim"><th>Faces</th><td class="n">Files</td></tr>${rows.join('')}</table></section>`;
}

function importsTable({ imports, setHash }: Diagnosis): string {
  const rows = imports.map(
    ({ sources, importedAt, faces, size, files }) =>
      `<tr><th>${importedAt.slice(0, 16).replace('T', ' ')}</th><td>${sources.map(escapeHtml).join('<br>')}</td><td>${faces}, up to ${size}</td><td class="n">${number(files.seen)}</td><td class="n">${number(files.imported)}</td><td class="n">${number(files.leftOut)}</td><td class="n">${number(files.quarantined)}</td><td class="n">${number(files.ignored)}</td></tr>`,
  );
  return `<section><h2>Where it comes from</h2><table><tr class="dim"><th>When</th><td>Sources</td><td>Prepared</td><td class="n">Files</td><td class="n">In use</td><td class="n">Left out</td><td class="n">Set aside</td><td class="n">Ignored</td></tr>${rows.join('')}</table>
<p class="dim">SHA-256 over all pictures in use: <code>${escapeHtml(setHash)}</code></p></section>`;
}

function ignoredTable({ ignored }: Diagnosis): string {
  if (ignored.length === 0) return '';
  const rows = ignored.map(
    ({ reason, count, examples }) =>
      `<tr><th>${escapeHtml(reason)}</th><td>${examples.map(escapeHtml).join('<br>')}</td><td class="n">${number(count)}</td></tr>`,
  );
  return `<section><h2>Files ignored</h2><table><tr class="dim"><th>Because they are</th><td>For example</td><td class="n">Files</td></tr>${rows.join('')}</table></section>`;
}

function setAsideTable(files: readonly SetAsideFile[]): string {
  if (files.length === 0) return '';
  const rows = files.map(
    ({ file, reason }) => `<tr><th>${escapeHtml(file)}</th><td>${escapeHtml(reason)}</td></tr>`,
  );
  return `<section><h2>Files set aside</h2><table>${rows.join('')}</table></section>`;
}

const style = `
.sheet { display: flex; flex-wrap: wrap; gap: 2px; } .sheet img { width: 75px; height: 75px; object-fit: cover; }
.bars th { width: 110px; } .bars .n { width: 70px; }
`;
