import type { RunId } from '../../../../main/contract/ids.ts';
import type { LineColour } from '../../../theme/theme.ts';
import type { Compared } from '../use-comparison.ts';

/** A run of which one or more checkpoints or models are compared. */
export interface ComparedRun {
  id: RunId;
  /** What the first is called that comes from it. */
  label: string;
  colour: LineColour;
}

/** Each run once, as the first is called and coloured that comes from it. */
export function comparedRuns(
  subjects: readonly Pick<Compared, 'runId' | 'label' | 'colour'>[],
): ComparedRun[] {
  const runs = new Map<RunId, ComparedRun>();
  for (const { runId: id, label, colour } of subjects)
    if (id && !runs.has(id)) runs.set(id, { id, label, colour });
  return [...runs.values()];
}
