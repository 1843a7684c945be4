import { useQuery } from '@tanstack/react-query';
import { type EngineDoubt, engineDoubt } from '../../main/contract/runs/engine-uses.ts';
import type { Run } from '../../main/contract/runs/runs.ts';
import { studio } from '../client/studio.ts';

/** An engine that trained a run and does not compute rightly on this computer, as far as the studio knows by now. */
export function useEngineDoubt(run: Run): EngineDoubt | undefined {
  const { data } = useQuery(studio.system.info.queryOptions({}));
  return engineDoubt(run, data?.candidates ?? []);
}
