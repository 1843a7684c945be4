import { expect, it, vi } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import { createLogger } from '../base/log.ts';
import { standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { CandidateProofs } from './candidate-proofs.ts';

const path = tempFolderPerTest();
const patience = { timeout: 30_000 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Proofs of an engine that never ends them. */
function rig() {
  const { candidates, launch, begun } = standInEngines({ hanging: { operations: 'hangs', run: 'hangs' } });
  const [candidate] = candidates;
  const log = createLogger(() => undefined);
  return { candidate, begun, proofs: new CandidateProofs({ launch, folder: path(), log, silenceMs: 1e6 }) };
}

it('lets each who waits for a proof leave at once, whoever began it', async () => {
  for (const leavesFirst of [0, 1]) {
    const { candidate, begun, proofs } = rig();
    const controllers = [new AbortController(), new AbortController()];
    const heard = controllers.map(() => vi.fn());
    const waiting = controllers.map(({ signal }, i) =>
      proofs.operations(candidate, 1, { signal, report: heard[i] }),
    );
    await vi.waitFor(() => heard.map((report) => expect(report).toHaveBeenCalled()), patience);
    const other = vi.fn();
    const stays = 1 - leavesFirst;
    const left = waiting[stays].catch(other);
    controllers[leavesFirst].abort();
    await expect(waiting[leavesFirst]).rejects.toMatchObject({ name: 'AbortError' });
    await turn();
    expect(other).not.toHaveBeenCalled();
    expect(begun).toHaveLength(1);
    controllers[stays].abort();
    await left;
    expect(other).toHaveBeenCalledOnce();
  }
});

it('keeps the folder of a proof of a run for those who still wait for it', async () => {
  const { candidate, begun, proofs } = rig();
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
  const controllers = [new AbortController(), new AbortController()];
  const heard = controllers.map(() => vi.fn());
  const ended = controllers.map(() => vi.fn());
  const all = controllers.map(({ signal }, i) =>
    proofs
      .run({ candidate, mode: 'graph' }, config, 1, { signal, report: heard[i], references: path(`${i}`) })
      .catch(ended[i]),
  );
  await vi.waitFor(() => heard.map((report) => expect(report).toHaveBeenCalled()), patience);
  controllers[0].abort();
  await turn();
  // The first began it, and its folder would be removed.
  expect(ended.map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  expect(begun).toHaveLength(1);
  controllers[1].abort();
  await Promise.all(all);
  expect(ended.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});
