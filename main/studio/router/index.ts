import type { Logger } from '../base/log.ts';
import type { Latents } from '../latents/latents.ts';
import type { PlaceTrials } from '../places/place-trials.ts';
import type { Places } from '../places/places.ts';
import type { Sweeps } from '../runs/sweeps.ts';
import { contractImplementer } from './base.ts';
import { type CompareDeps, compareRouter } from './compare.ts';
import { type DatasetDeps, datasetsRouter } from './datasets.ts';
import { type FaceDeps, facesRouter } from './faces.ts';
import { importsRouter } from './imports.ts';
import { jobsRouter } from './jobs.ts';
import { latentsRouter } from './latents.ts';
import { type ModelDeps, modelsRouter } from './models.ts';
import { placesRouter } from './places.ts';
import { queueRouter } from './queue.ts';
import { runsRouter } from './runs.ts';
import { sweepsRouter } from './sweeps.ts';
import { type SystemDeps, systemRouter } from './system.ts';

export interface RouterDeps extends SystemDeps, DatasetDeps, ModelDeps, FaceDeps, CompareDeps {
  sweeps: Sweeps;
  places: Places;
  placeTrials: PlaceTrials;
  latents: Latents;
  log: Logger;
}

/** Every procedure of the contract, over the studio's services. */
export function studioRouter(deps: RouterDeps) {
  const os = contractImplementer(deps.log);
  return os.router({
    system: systemRouter(os, deps),
    datasets: datasetsRouter(os, deps),
    imports: importsRouter(os, deps),
    runs: runsRouter(os, deps),
    queue: queueRouter(os, deps),
    sweeps: sweepsRouter(os, deps),
    places: placesRouter(os, deps),
    models: modelsRouter(os, deps),
    faces: facesRouter(os, deps),
    latents: latentsRouter(os, deps),
    compare: compareRouter(os, deps),
    jobs: jobsRouter(os, deps),
  });
}

export type StudioRouter = ReturnType<typeof studioRouter>;
