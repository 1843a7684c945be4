import { describeDoubt, type EngineDoubt } from '../../../../main/contract/runs/engine-uses.ts';
import {
  type HealthCondition,
  type RunTick,
  repeatNimg,
  type TimelineEvent,
} from '../../../../main/contract/runs/health.ts';
import type { Run } from '../../../../main/contract/runs/runs.ts';

/** What the coach says now. */
export interface HealthVerdict {
  tone: 'waiting' | 'good' | 'warning' | 'bad';
  sentence: string;
  suggestion?: string;
  /** What was done by itself. */
  action?: string;
  /** The finding that it is about; absent when there is none. */
  finding?: TimelineEvent & { condition: HealthCondition };
}

/** Conditions that spoil a run; the others only hold it back. */
const spoiling: ReadonlySet<HealthCondition> = new Set([
  'overflow',
  'divergence',
  'collapse',
  'memorisation',
]);

/** Movements of the same latents' faces from tick to tick, above which they change quickly, and visibly. */
const quickMovement = 0.2;
const visibleMovement = 0.06;

const isFinding = (event: TimelineEvent): event is TimelineEvent & { condition: HealthCondition } =>
  event.kind === 'health' && event.condition !== undefined;

/**
 * The newest finding that may still hold: the coach repeats what lasts every `repeatNimg` images, so that what was not
 * said again for longer is over. What is wrong with the pictures themselves holds on, behind everything else.
 */
function openFinding(
  timeline: readonly TimelineEvent[],
  nimg: number,
  tickNimg: number,
): (TimelineEvent & { condition: HealthCondition }) | undefined {
  const findings = timeline.filter(isFinding);
  const ofTraining = findings.findLast(({ condition }) => condition !== 'weak-data');
  if (ofTraining && nimg <= ofTraining.nimg + repeatNimg + tickNimg) return ofTraining;
  return findings.findLast(({ condition }) => condition === 'weak-data');
}

/** The coach's verdict on a run, from its timeline, its last ticks and what the proof of engines says of its own. */
export function verdictOn(
  run: Pick<Run, 'state' | 'nimg' | 'config'>,
  timeline: readonly TimelineEvent[],
  ticks: readonly RunTick[],
  doubt?: EngineDoubt,
): HealthVerdict {
  if (doubt !== undefined)
    return { tone: 'bad', sentence: describeDoubt(doubt), suggestion: nextAfter(doubt, run) };
  const finding = openFinding(timeline, run.nimg, run.config.tickKimg * 1000);
  if (finding) {
    const { sentence, suggestion, action, condition } = finding;
    return {
      tone: spoiling.has(condition) ? 'bad' : 'warning',
      sentence,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(action === undefined ? {} : { action }),
      finding,
    };
  }
  const movements = ticks.flatMap(({ movement = [] }) => movement);
  const firstLook = 2 * run.config.tickKimg;
  if (movements.length === 0)
    return {
      tone: 'waiting',
      sentence: 'Nothing to say yet.',
      suggestion: isOver(run)
        ? `The run ended before the first look at the faces, which comes after ${firstLook} kimg.`
        : `The first look at the faces comes after ${firstLook} kimg.`,
    };
  const movement = movements.reduce((a, b) => a + b) / movements.length;
  return run.state === 'running' || run.state === 'queued'
    ? { tone: 'good', sentence: 'Healthy.', suggestion: goingOn(movement) }
    : { tone: 'good', sentence: 'Healthy when it stopped.', suggestion: stopped(movement) };
}

/** What to do about a run that an engine taught wrongly. */
export const nextAfter = ({ toNimg }: EngineDoubt, { state }: Pick<Run, 'state'>): string => {
  if (toNimg !== undefined)
    return 'It has gone on with an engine that computes rightly. If faces stay worse than those of other runs, start a new one.';
  return state === 'running' || state === 'queued'
    ? 'It goes on with an engine that computes rightly.'
    : 'Resume it to go on with an engine that computes rightly, or start a new run.';
};

const isOver = ({ state }: Pick<Run, 'state'>) => state === 'finished';

function goingOn(movement: number): string {
  if (movement >= quickMovement) return 'Faces are still changing quickly; let it run.';
  if (movement >= visibleMovement) return 'Faces are still changing; let it run.';
  return 'Faces change little by now; more time refines them slowly.';
}

function stopped(movement: number): string {
  return movement >= visibleMovement
    ? 'Faces were still changing: a longer run may draw better ones.'
    : 'Faces hardly changed any more: much more time would change them little.';
}
