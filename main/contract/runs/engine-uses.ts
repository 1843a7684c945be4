import { z } from 'zod';
import { type EngineCandidate, EngineId } from '../engines.ts';

/** An engine with its settings, and since when a run was trained with it. */
export const EngineUse = z.object({
  engine: EngineId,
  /** Short name of the settings. */
  settings: z.string(),
  /** Images shown when it was first used. */
  fromNimg: z.number().min(0),
});
export type EngineUse = z.infer<typeof EngineUse>;

/** Settings of runs from before engines were proved, which stored none. */
export const formerSettings: Readonly<Record<EngineId, string>> = {
  tensorflow: 'onednn',
  wasm: 'simd',
  webgpu: 'webgpu',
};

/** What a run knows of the engines that trained it. */
interface Trained {
  nimg: number;
  engine?: EngineId | undefined;
  engineSettings?: string | undefined;
  /** Absent in runs from before it was kept. */
  engineUses?: readonly EngineUse[] | undefined;
}

/** The engines that trained a run up to `nimg`, in their order; none where it was not trained. */
export function enginesUsed(run: Trained, nimg: number = run.nimg): readonly EngineUse[] {
  const { engine, engineSettings } = run;
  const known: readonly EngineUse[] =
    run.engineUses ??
    (engine === undefined
      ? []
      : [{ engine, settings: engineSettings ?? formerSettings[engine], fromNimg: 0 }]);
  return known.filter(({ fromNimg }) => fromNimg < nimg);
}

/** The same with the engine that it goes on with; what came after `nimg` never happened. */
export function withEngineUse(run: Trained, use: Omit<EngineUse, 'fromNimg'>): EngineUse[] {
  const before = enginesUsed(run);
  const last = before.at(-1);
  return last?.engine === use.engine && last.settings === use.settings
    ? [...before]
    : [...before, { ...use, fromNimg: run.nimg }];
}

/** An engine that trained a run and does not compute rightly on this computer. */
export interface EngineDoubt {
  title: string;
  /** What is wrong, as a sentence. */
  reason: string;
  fromNimg: number;
  /** Images shown when another took over; absent where it was the last. */
  toNimg?: number;
}

const broken: ReadonlySet<EngineCandidate['verdict']> = new Set(['wrong', 'died', 'hung']);

/** Why a run, or a model that it was at `nimg`, may have learned from wrong numbers; the newest such engine. */
export function engineDoubt(
  run: Trained,
  candidates: readonly EngineCandidate[],
  nimg: number = run.nimg,
): EngineDoubt | undefined {
  const uses = enginesUsed(run, nimg);
  for (const [i, use] of [...uses.entries()].toReversed()) {
    const candidate = candidateOf(use, candidates);
    if (candidate === undefined || !broken.has(candidate.verdict)) continue;
    const next = uses[i + 1];
    return {
      title: candidate.title,
      reason: candidate.reason ?? 'Its proof failed.',
      fromNimg: use.fromNimg,
      ...(next === undefined ? {} : { toNimg: next.fromNimg }),
    };
  }
  return undefined;
}

/** The doubt as a sentence or two. */
export function describeDoubt({ title, reason, fromNimg, toNimg }: EngineDoubt): string {
  const when = [
    ...(fromNimg > 0 ? [`from ${kimg(fromNimg)}`] : []),
    ...(toNimg === undefined ? [] : [`up to ${kimg(toNimg)}`]),
  ];
  const span = when.length === 0 ? '' : `, ${when.join(' ')},`;
  return `It was trained${span} with ${title}, which does not compute rightly on this computer. ${reason}`;
}

const kimg = (nimg: number) => `${(nimg / 1000).toFixed(1)} kimg`;

/** What people read of an engine's use: its title where this computer knows it. */
export const titleOf = (use: EngineUse, candidates: readonly EngineCandidate[]): string =>
  candidateOf(use, candidates)?.title ?? `${use.engine} (${use.settings})`;

const candidateOf = (use: EngineUse, candidates: readonly EngineCandidate[]): EngineCandidate | undefined =>
  candidates.find(({ engine, settings }) => engine === use.engine && settings === use.settings);
