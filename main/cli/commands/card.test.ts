import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { drawnLibrary } from '../../studio/testing/drawn-library.ts';
import { jobEnd, openTestStudio } from '../../studio/testing/open-test-studio.ts';
import { scriptedCompute } from '../../studio/testing/scripted-compute.ts';
import { runCommandLine } from '../run-command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'faceloom-card-'));
const drawn = drawnLibrary();
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('prints the card of a model, or writes it to a file, and lists the models for a wrong name', async () => {
  const library = join(folder, 'library');
  const datasetId = drawn.copyTo(library);
  {
    await using open = await openTestStudio({ libraryDir: library, launchCompute: scriptedCompute });
    const { client } = open;
    const { runId, jobId } = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.1 });
    await jobEnd(client, jobId);
    await client.models.promote({ runId, name: 'Kept' });
  }
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const run = async (...args: string[]) => {
    written.length = 0;
    return { code: await runCommandLine(['card', ...args, '--library', library]), text: written.join('') };
  };

  expect(await run('Kept')).toMatchObject({ code: 0, text: expect.stringContaining('# Kept\n\n## About\n') });
  const file = join(folder, 'card.md');
  const { code, text } = await run('Kept', '--out', file, '--json');
  const json: unknown = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
  expect({ code, json }).toMatchObject({ code: 0, json: { title: 'Kept', files: [file] } });
  expect(json).toMatchObject({ markdown: readFileSync(file, 'utf8') });

  expect(await run('Nobody')).toMatchObject({
    code: 2,
    text: expect.stringMatching(/no model "Nobody".*kept-/s),
  });
});
