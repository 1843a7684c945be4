import { join } from 'node:path';
import sharp from 'sharp';
import { assert, expect, it } from 'vitest';
import { DirectionId } from '../../../contract/ids.ts';
import { mediaPath } from '../../../contract/system/media.ts';
import { jobEnd } from '../open-test-studio.ts';
import type { Story } from './story.ts';

/** Latents and directions of a model. */
export function latentsTests(story: Story): void {
  it('explores latents: draws given ones, finds directions, keeps and projects', async () => {
    const { client, test, runId } = story;
    const model = await client.models.promote({ runId, name: 'Explored' });
    const from = { kind: 'model', id: model.id } as const;
    const space = await client.latents.space({ from });
    expect(space).toMatchObject({ hash: model.hash, latentSize: model.latentSize, mapping: 'normalise' });
    const origin = { kind: 'seed', seed: 7, index: 1 } as const;
    const recipe = { origin, truncation: 0.7, mix: [{ stages: [0], from: { ...origin, index: 2 } }] };
    const { pictures, size } = await client.faces.draw({ from, recipes: [recipe, { origin }] });
    expect([pictures.length, size]).toEqual([2, 32]);
    expect(pictures[0]).toMatch(/^data:image\/png;base64,/);
    const vector = await client.latents.vector({ from, recipe });
    expect(vector).toMatchObject({
      space: 'w',
      values: { length: space.latentSize * space.stages.length },
    });
    await expect(
      client.faces.draw({ from, recipes: [{ origin: { kind: 'vector', values: [1] } }] }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', data: { next: expect.stringMatching(/\.$/) } });
    const kept = await client.faces.keep({ from, recipes: [recipe] });
    expect((await client.faces.list({})).faces).toEqual(kept.faces);
    expect(kept.faces[0]).toMatchObject({ from, modelHash: model.hash, saved: true, recipe });
    expect(await client.faces.makeAgain({ id: kept.faces[0].id })).toEqual({ outcome: 'identical' });
    await client.faces.remove({ ids: [kept.faces[0].id] });

    const found = await jobEnd(
      client,
      (await client.latents.findDirections({ from, method: 'sefa', count: 3 })).jobId,
    );
    assert(found.result?.kind === 'directions');
    const [first, , last] = await client.latents.directions({ from });
    expect([first, last]).toMatchObject([
      { id: found.result.directionIds[0], hash: model.hash, name: 'SeFa 1' },
      { number: 3 },
    ]);
    await client.latents.renameDirection({ id: first.id, name: 'Smile' });
    const moved = { origin, edits: [{ direction: first.id, amount: 2 }] };
    expect((await client.latents.vector({ from, recipe: moved })).values).not.toEqual(
      (await client.latents.vector({ from, recipe: { origin } })).values,
    );
    await client.latents
      .findDirections({ from, method: 'sefa', count: 4 })
      .then(({ jobId }) => jobEnd(client, jobId));
    expect((await client.latents.directions({ from })).map(({ name }) => name)).toEqual([
      'Smile',
      'SeFa 2',
      'SeFa 3',
      'SeFa 4',
    ]);
    const unknown = { origin, edits: [{ direction: DirectionId.parse('absent'), amount: 2 }] };
    await expect(client.faces.draw({ from, recipes: [unknown] })).rejects.toMatchObject({
      code: 'DIRECTION_NOT_FOUND',
    });
    const absent = join(test.libraryDir, 'absent.jpg');
    const projection = await client.latents.project({ from, photo: { path: absent } });
    expect(await jobEnd(client, projection.jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'PATH_NOT_FOUND', data: { subject: absent } },
    });
    const path = join(test.libraryDir, 'sky.png');
    await sharp({ create: { width: 90, height: 60, channels: 3, background: 'skyblue' } }).toFile(path);
    const sky = await client.latents.project({ from, photo: { path } });
    expect(await jobEnd(client, sky.jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'NO_FACES', data: { next: expect.stringMatching(/\.$/) } },
    });
    const whole = await client.latents.project({ from, photo: { path }, faces: 'as-is' });
    const projected = await jobEnd(client, whole.jobId);
    assert(projected.result?.kind === 'project');
    const [latent] = await client.latents.list({ from });
    expect(latent).toMatchObject({
      id: projected.result.latentId,
      name: 'sky',
      residual: { ssim: 0.5, psnr: 20, pixelError: 10 },
      recipe: { origin: { kind: 'vector', space: 'w', values: { length: space.latentSize } } },
    });
    const photo = await test.studio.media.resolve(mediaPath.projectedPhoto(latent.id));
    expect(await sharp(photo?.file).metadata()).toMatchObject({ width: 32, height: 32 });
    await client.latents.rename({ id: latent.id, name: 'Best' });
    expect(await client.latents.list({ from })).toEqual([{ ...latent, name: 'Best' }]);
    await client.latents.remove({ id: latent.id });
    expect(await client.latents.list({ from })).toEqual([]);
    expect(await test.studio.media.resolve(mediaPath.projectedPhoto(latent.id))).toBeUndefined();
    await client.models.remove({ id: model.id });
  });
}
