import { useEffect } from 'react';
import type { JobId } from '../../main/contract/ids.ts';

/** Whether what is open tells how a job failed, which then needs no notice. */
export const isToldInPlace = (id: JobId): boolean => toldJobs.has(id);

/** A dialog tells of this job for as long as it is open. */
export function useTellsOf(id: JobId | undefined): void {
  useEffect(() => {
    if (id === undefined) return undefined;
    toldJobs.add(id);
    return () => {
      toldJobs.delete(id);
    };
  }, [id]);
}

const toldJobs = new Set<JobId>();
