import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Story } from './story.ts';

/** Places to train besides this computer. */
export function placesTests(story: Story): void {
  it('adds a place, checks it, sends a run there, takes it back, changes the place and removes it', async () => {
    const { client, datasetId, test } = story;
    const folder = join(test.libraryDir, 'shared');
    const place = await client.places.add({ kind: 'folder', name: 'Box', folder });
    expect(await client.places.list()).toEqual([place]);
    expect(await client.places.check({ id: place.id })).toMatchObject([{ isOk: false }]);
    mkdirSync(folder);
    expect(await client.places.check({ id: place.id })).toMatchObject([{ isOk: true }]);
    const { runId } = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 1, place: place.id });
    let phase: string | undefined;
    for await (const event of await client.runs.watch({ id: runId })) {
      if (event.type === 'state') phase = event.run.whereabouts?.phase;
      if (phase === 'waiting') break;
    }
    await expect(client.places.remove({ id: place.id })).rejects.toMatchObject({ code: 'RUN_STATE' });
    await client.runs.pause({ id: runId });
    for await (const event of await client.runs.watch({ id: runId }))
      if (event.type === 'state' && event.run.state === 'paused') break;
    await client.runs.remove({ id: runId });
    const { jobId } = await client.places.tryJob({ id: place.id });
    await client.jobs.cancel({ id: jobId });
    for await (const job of await client.jobs.watch({ id: jobId })) if (job.state === 'cancelled') break;
    const choices = { kind: 'folder', name: 'Attic', folder } as const;
    expect(await client.places.change({ id: place.id, choices })).toEqual({ id: place.id, ...choices });
    await client.places.remove({ id: place.id });
    expect(await client.places.list()).toEqual([]);
    await expect(client.places.check({ id: place.id })).rejects.toMatchObject({ code: 'PLACE_NOT_FOUND' });
  });
}
