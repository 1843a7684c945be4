import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { JobId } from '../ids.ts';
import { Nothing, procedure } from '../procedure.ts';
import { CudaSetup } from './cuda-setup.ts';
import { CardGauges } from './graphics-cards.ts';
import { Job } from './jobs.ts';
import { Settings, SettingsPatch, SystemEvent, SystemInfo } from './system.ts';

/** The studio itself: what it is, its settings, and what happens in it. */
export const systemProcedures = {
  info: procedure.output(SystemInfo),
  /** What a graphics card does at the moment; `null` where its driver does not tell. */
  card: procedure.input(z.object({ uuid: z.string().min(1).max(100) })).output(CardGauges.nullable()),
  /** Whether TensorFlow's CUDA build can be set up from here; looking takes about a second where a card fits. */
  cudaSetup: procedure.output(CudaSetup),
  /** Sets it up, or watches a set-up that goes on. Throws ENGINE_UNAVAILABLE where it cannot be done. */
  setUpCuda: procedure.output(z.object({ jobId: JobId })),
  settings: procedure.input(SettingsPatch).output(Settings),
  /** Starts with the snapshots of all jobs, then streams every change. */
  events: procedure.output(eventIterator(SystemEvent)),
};

/** Work that goes on in the background. */
export const jobProcedures = {
  list: procedure.output(z.array(Job)),
  /** Streams snapshots until the job has ended; the last one is the ended job. */
  watch: procedure.input(z.object({ id: JobId })).output(eventIterator(Job)),
  cancel: procedure.input(z.object({ id: JobId })).output(Nothing),
};
