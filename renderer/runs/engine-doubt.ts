import type { EngineCandidate } from '../../main/contract/engines.ts';
import type { Run } from '../../main/contract/runs/runs.ts';

/** Settings of runs from before engines were proved, which stored none. */
const formerSettings = { tensorflow: 'onednn', wasm: 'simd' } as const;

/** Why a run may have learned from wrong numbers: the proof calls what it was trained with wrong on this computer. */
export function engineDoubt(
  { engine, engineSettings, nimg }: Pick<Run, 'engine' | 'engineSettings' | 'nimg'>,
  candidates: readonly EngineCandidate[],
): string | undefined {
  if (engine === undefined || nimg === 0) return undefined;
  const settings = engineSettings ?? formerSettings[engine];
  const candidate = candidates.find((each) => each.engine === engine && each.settings === settings);
  if (candidate === undefined || !['wrong', 'died', 'hung'].includes(candidate.verdict)) return undefined;
  return `It was trained with ${candidate.title}, which does not compute rightly on this computer. ${candidate.reason ?? ''} Resume it to go on with an engine that does.`;
}
