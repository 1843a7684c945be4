import { describe, expect, it } from 'vitest';
import { type ErrorCode, StudioError } from '../../contract/errors.ts';
import { cardError } from '../../graphics-cards/card-errors.ts';
import { createLogger } from '../base/log.ts';
import type { ComputeExit } from '../compute-process/compute-launcher.ts';
import { endError } from '../compute-process/crash-reason.ts';
import { type StandIn, standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { failedProof } from './failed-proof.ts';
import { ProvedEngines } from './proved-engines.ts';

const now = '2026-01-01T00:00:00.000Z';
const next = 'Again.';
const ended = (exit: Partial<ComputeExit>) =>
  endError({ code: null, signal: null, errorTail: '', ...exit }, { subject: 'It', next });
const told = (code: ErrorCode, message = 'It failed.') => new StudioError(code, message, { next });

describe('the failure of a proof', () => {
  it.each<[string, unknown]>([
    ['a signal that tells of a fault', ended({ signal: 'SIGFPE' })],
    ['a library that gives up', ended({ signal: 'SIGABRT', errorTail: 'corrupted size vs. prev_size' })],
    ['an end before it said how it ends', ended({ code: 0 })],
    ['an exception in a kernel', told('INTERNAL', 'unreachable executed')],
    ['numbers that are none', told('TRAINING_DIVERGED')],
    ['a card that reports an error', cardError('CUDA_ERROR_ILLEGAL_ADDRESS')],
  ])('is remembered of its engine after %s', (_, error) => {
    const outcome = failedProof(error, 'It died over a convolution', now);
    expect(outcome).toMatchObject({ verdict: 'died', reason: expect.stringMatching(/^It died over a conv/) });
    expect(outcome).not.toHaveProperty('isPassing');
  });

  it.each<[string, unknown]>([
    ['a person or a full memory killed it', ended({ signal: 'SIGKILL' })],
    ['the system ended it', ended({ signal: 'SIGTERM' })],
    ['a task manager ended it', ended({ code: 1 })],
    ['its process could not be started', ended({})],
    ['its library gave up for want of memory', ended({ signal: 'SIGABRT', errorTail: 'std::bad_alloc' })],
    ['an array could not be allocated', told('INTERNAL', 'Array buffer allocation failed')],
    ['memory did not suffice', told('MEMORY_SHORT')],
    ['the disk was full', told('DISK_FULL')],
    ['the disk may only be read', told('PATH_UNREADABLE')],
    ['a card was lost', told('CARD_LOST')],
    ['a card fell off the bus', cardError('GPU is lost')],
  ])('passes where %s, and says so', (_, error) => {
    const outcome = failedProof(error, 'It died over a convolution', now);
    expect(outcome).toMatchObject({ verdict: 'died', isPassing: true });
    expect(outcome.reason).toContain('tried again later');
  });

  it('says of a library that is not set up only that', () => {
    const outcome = failedProof(told('ENGINE_UNAVAILABLE', 'It is not set up.'), 'It died', now);
    expect(outcome).toEqual({ verdict: 'unavailable', reason: 'It is not set up.', provedAt: now });
  });
});

describe('an engine is tried again by the next studio', () => {
  const path = tempFolderPerTest();
  const failures: [string, StandIn][] = [
    ['its proofs were killed', { operations: 'SIGKILL', finder: 'SIGTERM' }],
    ['it was not set up', { isMissing: true }],
  ];

  it.each(failures)('where %s', async (_, failing) => {
    const standIns: Record<string, StandIn> = { fast: failing, slow: { engine: 'wasm' } };
    const { candidates, launch, begun } = standInEngines(standIns);
    const log = createLogger(() => undefined);
    const open = () => new ProvedEngines({ launch, folder: path(), log, candidates });
    const taken = async (engines: ProvedEngines) => [
      (await engines.forFaces('auto')).candidate.settings,
      (await engines.forWork({ name: 'sample', seesFaces: false }, 'auto', 1)).candidate.settings,
    ];
    const first = open();
    expect(await taken(first)).toEqual(['slow', 'slow']);
    // Not at every turn: whatever it failed for may still be there.
    const before = begun.length;
    expect(await taken(first)).toEqual(['slow', 'slow']);
    expect(begun).toHaveLength(before);
    standIns['fast'] = {};
    expect(await taken(open())).toEqual(['fast', 'fast']);
    await first.list(1, 'again');
    expect(await taken(first)).toEqual(['fast', 'fast']);
  });
});
