import type { RunId } from '../../../../main/contract/ids.ts';
import type { LineColour } from '../../../theme/theme.ts';
import type { Compared } from '../use-comparison.ts';

/** A run of which one or more checkpoints or models are compared. */
export interface ComparedRun {
  id: RunId;
  label: string;
  colour: LineColour;
}

/** Each run once, in the colour of the first that comes from it. */
export function comparedRuns(
  subjects: readonly Pick<Compared, 'runId' | 'name' | 'colour'>[],
  nameOf: (id: RunId) => string | undefined,
): ComparedRun[] {
  const runs = new Map<RunId, ComparedRun>();
  for (const { runId: id, name, colour } of subjects)
    if (id && !runs.has(id)) runs.set(id, { id, label: nameOf(id) ?? name, colour });
  return [...runs.values()];
}
