import type { GroupId } from '../../../../main/contract/ids.ts';
import type { Whereabouts } from '../../../../main/contract/places/places.ts';
import type { RunGroup } from '../../../../main/contract/runs/run-group.ts';
import type { Run, RunState, Sample } from '../../../../main/contract/runs/runs.ts';
import type { LineColour } from '../../../theme/theme.ts';

type Grouped = Pick<Run, 'group'>;
type MemberOf<R extends Grouped> = R & { group: RunGroup };

/** Runs that differ in one setting. */
export interface Group<R extends Grouped = Run> extends Pick<RunGroup, 'id' | 'name' | 'axis'> {
  /** In the order of their values. */
  members: readonly MemberOf<R>[];
}

/** A run of a sweep. */
export type Member = MemberOf<Run>;

const isMember = <R extends Grouped>(run: R): run is MemberOf<R> => run.group !== undefined;

/** The group of that id, while any run of it is left. */
export function findGroup<R extends Grouped>(
  runs: readonly R[],
  id: GroupId | undefined,
): Group<R> | undefined {
  const members = runs.filter((run) => isMember(run)).filter(({ group }) => group.id === id);
  const group = members[0]?.group;
  return group && { ...group, members: members.toSorted((a, b) => a.group.value - b.group.value) };
}

/** Runs and groups as a list shows them: each group once, where its first run stands. */
export function withGroups<R extends Grouped>(runs: readonly R[]): (R | Group<R>)[] {
  const told = new Set<GroupId>();
  return runs.flatMap((run): (R | Group<R>)[] => {
    if (!run.group) return [run];
    const group = told.has(run.group.id) ? undefined : findGroup(runs, run.group.id);
    told.add(run.group.id);
    return group ? [group] : [];
  });
}

/** '1 training, 2 queued, 2 finished', in this order; at a place the scheduler decides, not the queue. */
export function describeStates(runs: readonly Pick<Run, 'state' | 'whereabouts'>[]): string {
  const words = runs.map(({ state, whereabouts }) =>
    whereabouts === undefined ? stateWords[state] : phaseWords[whereabouts.phase],
  );
  return inOrder
    .map((word) => [words.filter((each) => each === word).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

const stateWords = {
  running: 'training',
  queued: 'queued',
  paused: 'paused',
  interrupted: 'interrupted',
  failed: 'failed',
  finished: 'finished',
} as const satisfies Record<RunState, string>;

const phaseWords = {
  training: 'training',
  sending: 'being sent',
  waiting: 'waiting',
  lost: 'lost sight of',
} as const satisfies Record<Whereabouts['phase'], string>;

const inOrder = [...new Set([...Object.values(phaseWords), ...Object.values(stateWords)])];

/** Images shown at every sample grid of any run, in order. */
export const allMoments = (samples: readonly (readonly Sample[])[]): number[] =>
  [...new Set(samples.flatMap((some) => some.map(({ nimg }) => nimg)))].sort((a, b) => a - b);

/**
 * Images shown at the newest grid that all runs have which have begun to learn; the untrained grid when there is no other.
 */
export function newestTogether(samples: readonly (readonly Sample[])[]): number {
  const learning = samples.filter((some) => some.some(({ nimg }) => nimg > 0));
  const shared = allMoments(learning).filter((moment) =>
    learning.every((some) => some.some(({ nimg }) => nimg === moment)),
  );
  return shared.at(-1) ?? 0;
}

/** A member with the colour that it has everywhere in the view; colours come again after the sixth. */
export interface ColouredMember {
  run: Member;
  colour: LineColour;
  /** True while its line is drawn. */
  isDrawn: boolean;
}
