import { escapeHtml, htmlPage } from '../../studio/base/html-page.ts';
import { apiLimits } from './limits.ts';
import type { ModelSource } from './model-source.ts';

/** For a person who opens the address in a browser. */
export function explainingPage({ name, resolution, channels, latentSize }: ModelSource): string {
  const grid = `curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Accept: image/png" \\
  -d '{"count": 16, "seed": 42}' -o faces.png $ADDRESS/faces`;
  const json = `curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"count": 2, "truncation": 0.7, "withLatents": true}' $ADDRESS/faces`;
  return htmlPage(
    name,
    `<h1>${escapeHtml(name)}</h1>
<p class="dim">A generator of ${resolution} × ${resolution} ${channels === 1 ? 'grey' : 'colour'} pictures, from ${latentSize} numbers each. They are synthetic: they show nobody.</p>
<h2>A grid of faces, as PNG</h2><pre>${escapeHtml(grid)}</pre>
<h2>Each face by itself, as JSON</h2><pre>${escapeHtml(json)}</pre>
<h2>What a request may hold</h2>
<table>
<tr><th>count</th><td>1 to ${apiLimits.faces}; 1 if absent</td></tr>
<tr><th>seed</th><td>0 to 4294967295: the same seed draws the same faces; chance if absent</td></tr>
<tr><th>latents</th><td>instead of a seed: a list of lists of ${latentSize} numbers, of a normal distribution</td></tr>
<tr><th>truncation</th><td>0 to 2; less than 1 draws more usual faces that differ less</td></tr>
<tr><th>withLatents</th><td>true: JSON tells the latent of each face</td></tr>
</table>
<p>$TOKEN is what stands behind <code>?token=</code> in the address that Faceloom printed, $ADDRESS what stands before it. All of it in OpenAPI: <a href="/openapi.json">/openapi.json</a>. State: <a href="/health">/health</a>.</p>`,
    'pre { overflow-x: auto; padding: 12px; border: 1px solid var(--line); border-radius: 4px; }',
  );
}
