import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCheckpoint, checkpointsToDrop, type KeptCandidate } from './checkpoint-policy.ts';

const at = (kimg: number, more: Partial<KeptCandidate> = {}): KeptCandidate => ({
  name: `${kimg}`,
  nimg: kimg * 1000,
  isPinned: false,
  ...more,
});
const names = (checkpoints: readonly KeptCandidate[]) => checkpoints.map(({ name }) => name);
const plain = { newest: 2, milestoneKimg: 0 };

describe('checkpointsToDrop', () => {
  it('keeps the newest two, the best, the pinned and the milestones', () => {
    const checkpoints = [
      at(10),
      at(20, { isPinned: true }),
      at(30, { kid: 0.02 }),
      at(40, { kid: 0.05 }),
      at(50),
    ];
    expect(names(checkpointsToDrop([...checkpoints, at(60)], '60', plain))).toEqual(['40', '10']);
    expect(names(checkpointsToDrop([...checkpoints, at(60)], '60', { newest: 3, milestoneKimg: 0 }))).toEqual(
      ['10'],
    );
    const every20 = { newest: 2, milestoneKimg: 20 };
    expect(
      names(
        checkpointsToDrop(
          [0, 8, 21, 30, 39, 45, 50].map((kimg) => at(kimg)),
          '50',
          every20,
        ),
      ),
    ).toEqual(['39', '30', '8']);
  });

  it('drops nothing before the newest has been read back', () => {
    expect(checkpointsToDrop([at(1), at(2), at(3)], 'not there', plain)).toEqual([]);
    expect(names(checkpointsToDrop([at(1), at(2), at(3), at(4)], '3', plain))).toEqual(['1']);
  });

  const world = fc
    .uniqueArray(
      fc.record({
        kimg: fc.nat(300),
        isPinned: fc.boolean(),
        kid: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      }),
      { selector: ({ kimg }) => kimg, maxLength: 25 },
    )
    .chain((entries) =>
      fc.record({
        checkpoints: fc.constant(entries.map(({ kimg, ...marks }) => at(kimg, marks))),
        verified: fc.nat(Math.max(0, entries.length - 1)),
        policy: fc.record({ newest: fc.integer({ min: -1, max: 6 }), milestoneKimg: fc.nat(60) }),
      }),
    );

  it('never drops what it must keep, whatever there is', () => {
    fc.assert(
      fc.property(world, ({ checkpoints, verified, policy }) => {
        const sure = checkpoints[verified];
        const dropped = checkpointsToDrop(checkpoints, sure?.name ?? '', policy);
        const left = checkpoints.filter((each) => !dropped.includes(each));
        const older = checkpoints.filter(({ nimg }) => nimg < (sure?.nimg ?? 0));
        const previous = older.toSorted((a, b) => b.nimg - a.nimg)[0];
        const must = checkpoints.filter(
          (each) =>
            each === sure ||
            each === previous ||
            each.isPinned ||
            each === bestCheckpoint(checkpoints) ||
            each.nimg > (sure?.nimg ?? 0),
        );
        expect(left).toEqual(expect.arrayContaining(must));
      }),
    );
  });

  it('keeps no more than it is asked to, and is done after once', () => {
    fc.assert(
      fc.property(world, ({ checkpoints, policy }) => {
        const newest = checkpoints.toSorted((a, b) => b.nimg - a.nimg)[0];
        if (newest === undefined) return;
        const dropped = checkpointsToDrop(checkpoints, newest.name, policy);
        const left = checkpoints.filter((each) => !dropped.includes(each));
        const stretches =
          policy.milestoneKimg === 0 ? 0 : Math.floor(newest.nimg / 1000 / policy.milestoneKimg) + 1;
        const most =
          Math.max(2, policy.newest) + stretches + 1 + left.filter(({ isPinned }) => isPinned).length;
        expect(left.length).toBeLessThanOrEqual(most);
        expect(checkpointsToDrop(left, newest.name, policy)).toEqual([]);
      }),
    );
  });

  it('leaves two through a whole run, however it is saved and marked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ isPinned: fc.boolean(), kid: fc.nat(9) }), { maxLength: 60 }),
        (saves) => {
          let there: KeptCandidate[] = [];
          for (const [index, marks] of saves.entries()) {
            const saved = at(index, { isPinned: marks.isPinned });
            there = [
              ...there.map((each) => (each.kid === undefined ? { ...each, kid: marks.kid } : each)),
              saved,
            ];
            const dropped = checkpointsToDrop(there, saved.name, plain);
            there = there.filter((each) => !dropped.includes(each));
            expect(names(there)).toEqual(
              expect.arrayContaining(index === 0 ? ['0'] : [`${index}`, `${index - 1}`]),
            );
          }
        },
      ),
    );
  });
});
