import { expect, it } from 'vitest';
import { jobEnd } from '../open-test-studio.ts';
import type { Story } from './story.ts';

/** Models and the faces that they draw. */
export function facesTests(story: Story): void {
  it('draws, keeps and exports faces of a promoted model', async () => {
    const { client, datasetId, runId } = story;
    const model = await client.models.promote({ runId, name: 'First' });
    expect(await client.models.list()).toEqual([await client.models.get({ id: model.id })]);
    const text = { intendedUse: 'Posters.', limits: '', notes: '' };
    await client.models.setCardText({ id: model.id, text });
    const card = await client.models.card({ id: model.id });
    expect([card.text, card.markdown.includes('> Posters.')]).toEqual([text, true]);
    const { setHash, imports } = await client.datasets.diagnosis({ id: datasetId });
    expect(model.provenance).toMatchObject({ setHash, imports, imageCount: 64 });
    const { faces } = await client.faces.generate({ from: { kind: 'model', id: model.id }, count: 3 });
    expect(faces.map(({ modelHash }) => modelHash)).toEqual(Array(3).fill(model.hash));
    await client.faces.save({ ids: [faces[0].id] });
    expect(await client.faces.list({})).toMatchObject({ total: 1, faces: [{ id: faces[0].id }] });
    const [{ id }] = faces;
    expect(await client.faces.rate({ ids: [id], rating: 4 })).toEqual({
      before: [{ ids: [id], rating: null }],
    });
    const { undo } = await client.faces.tag({ ids: [id], add: [' Smile '] });
    expect(undo).toEqual([{ ids: [id], add: [], remove: ['smile'] }]);
    await client.faces.note({ id, note: 'For the wall' });
    expect(await client.faces.select({ search: 'wall tag:smile rating:>3' })).toEqual({ ids: [id] });
    expect(await client.faces.get({ ids: [id] })).toMatchObject([
      { rating: 4, tags: ['smile'], note: 'For the wall' },
    ]);
    expect(await client.faces.tags()).toEqual([{ tag: 'smile', count: 1 }]);
    expect(await client.faces.makeAgain({ id })).toEqual({ outcome: 'identical' });
    const { jobId } = await client.faces.checkCopies({ ids: [id] });
    expect(await jobEnd(client, jobId)).toMatchObject({
      state: 'done',
      result: { kind: 'check-copies', checked: 0, skipped: 1 },
    });
    await client.faces.remove({ ids: [id] });
    await client.faces.restore({ ids: [id] });
    const exporting = await client.faces.export({ faceIds: faces.map((face) => face.id), layout: 'files' });
    const { result } = await jobEnd(client, exporting.jobId);
    expect(result).toMatchObject({ kind: 'export', files: { length: 3 } });
    await client.faces.remove({ ids: faces.map((face) => face.id) });
    await client.models.remove({ id: model.id });
    expect([await client.models.list(), (await client.faces.list({})).total]).toEqual([[], 0]);
  });
}
