import { assert, expect, it } from 'vitest';
import { mediaPath } from '../../../contract/system/media.ts';
import { jobEnd } from '../open-test-studio.ts';
import type { Story } from './story.ts';

/** Evaluations and comparisons. */
export function modelsTests(story: Story): void {
  it('measures a checkpoint and a model as jobs, and keeps what was measured beside them', async () => {
    const { client, test, datasetId, runId } = story;
    const [checkpoint] = await client.runs.checkpoints({ id: runId });
    const model = await client.models.promote({ runId, name: 'Measured' });
    const subjects = [
      { kind: 'run', id: runId, checkpoint: checkpoint.name },
      { kind: 'model', id: model.id },
    ] as const;
    for (const from of subjects) {
      const judge = from.kind === 'model';
      const { jobId } = await client.models.evaluate({ from, judge });
      const { result } = await jobEnd(client, jobId);
      assert(result?.kind === 'evaluate');
      const [evaluation] = await client.models.evaluations({ from });
      expect(evaluation).toEqual(await client.models.evaluation({ id: result.evaluationId }));
      expect(evaluation).toMatchObject({ from, nimg: checkpoint.nimg, datasetId, pictures: ['samples'] });
      expect(evaluation.judgement).toEqual(judge ? { reason: 'This is a script.' } : undefined);
      const picture = await test.studio.media.resolve(mediaPath.evaluation(evaluation, 'samples'));
      expect(picture?.contentType).toBe('image/png');
      const { html, json } = await client.models.evaluationReport({ id: evaluation.id });
      expect([html.includes('This is a script.'), JSON.parse(json)]).toEqual([true, evaluation]);
    }
    expect(await client.models.evaluations({})).toHaveLength(2);
    await client.models.remove({ id: model.id });
    const [left] = await client.models.evaluations({});
    expect(left.from).toEqual(subjects[0]);
    await client.models.removeEvaluation({ id: left.id });
    expect(await client.models.evaluations({})).toEqual([]);
  });

  it('compares a checkpoint with a model, draws both, and judges them blindly', async () => {
    const { client, test, runId } = story;
    const model = await client.models.promote({ runId, name: 'Compared' });
    const subjects = [{ kind: 'run', id: runId } as const, { kind: 'model', id: model.id } as const];
    const { subjects: facts, isOneScale } = await client.compare.facts({ subjects });
    expect({ names: facts.map(({ name }) => name), isOneScale }).toEqual({
      names: [(await client.runs.get({ id: runId })).name, 'Compared'],
      isOneScale: true,
    });
    const { id } = await client.compare.draw({ from: subjects[1] });
    const picture = await test.studio.media.resolve(mediaPath.sheet(id));
    expect(picture?.contentType).toBe('image/png');
    const { jobId } = await client.compare.export({ subjects, format: 'png', count: 4 });
    expect(await jobEnd(client, jobId)).toMatchObject({ result: { files: ['comparison.png'] } });
    // They are the same weights, which no blind test would tell apart.
    const [first, second] = subjects;
    await expect(client.compare.startTest({ first, second })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await client.compare.tests()).toEqual([]);
    await client.models.remove({ id: model.id });
  });
}
