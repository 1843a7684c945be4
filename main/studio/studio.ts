import type { GeneratorRef } from '../contract/generators.ts';
import type { Job } from '../contract/system/jobs.ts';
import type { SystemEvent } from '../contract/system/system.ts';
import { findCudaSetup } from '../graphics-cards/cuda-setup.ts';
import { deviceUuids, surveyCards, surveyOnce } from '../graphics-cards/survey-cards.ts';
import { readBattery } from './base/battery.ts';
import { EventBus } from './base/events.ts';
import { wallClock } from './base/wall-clock.ts';
import { BlindTests } from './comparisons/blind-tests/blind-tests.ts';
import { Comparisons } from './comparisons/comparisons.ts';
import { Sheets } from './comparisons/sheets.ts';
import { computeProcesses } from './compute-process/compute-processes.ts';
import { Engines } from './compute-process/engine-status.ts';
import { FacePool } from './compute-process/face-pool.ts';
import { freeMemory } from './compute-process/free-memory.ts';
import { Datasets } from './datasets/datasets.ts';
import { Doctor } from './datasets/diagnosis/doctor.ts';
import { listDrafts } from './datasets/import/draft-rows.ts';
import { Imports } from './datasets/import/imports.ts';
import { openDatasetStores } from './datasets/store/index.ts';
import { candidatesHere } from './engines/candidates.ts';
import { cardCandidates } from './engines/card-candidates.ts';
import { CudaSetup } from './engines/cuda-setup.ts';
import { ProvedEngines } from './engines/proved-engines.ts';
import { provedLauncher } from './engines/proved-launcher.ts';
import { Evaluations } from './evaluations/evaluations.ts';
import { FaceExports } from './faces/face-exports.ts';
import { FaceStore } from './faces/face-store.ts';
import { Faces } from './faces/faces.ts';
import { Gallery } from './faces/gallery.ts';
import { NearCopies } from './faces/near-copies.ts';
import { DrawingProcess } from './generators/drawing-process.ts';
import { findGenerator } from './generators/generators.ts';
import { rememberGenerators } from './generators/remembered-generators.ts';
import { ServedModel } from './generators/served-model.ts';
import { Jobs } from './jobs/jobs.ts';
import { worksHere } from './jobs/works-here.ts';
import { Latents } from './latents/latents.ts';
import { type Library, openLibrary } from './library/library.ts';
import { SettingsStore } from './library/settings.ts';
import { Uploads } from './library/uploads.ts';
import { createMedia, type Media } from './media.ts';
import { ModelCards } from './models/cards/model-cards.ts';
import { ModelExports } from './models/files/exports.ts';
import { ModelImports } from './models/files/imports.ts';
import { ModelFaces } from './models/model-faces.ts';
import { Models } from './models/models.ts';
import { PlaceTrials } from './places/place-trials.ts';
import { Places } from './places/places.ts';
import { type StudioRouter, studioRouter } from './router/index.ts';
import { usualPace } from './runs/elsewhere/followed-run.ts';
import type { RunNews } from './runs/run-feed.ts';
import { Runs } from './runs/runs.ts';
import { Sweeps } from './runs/sweeps.ts';
import type { StudioServices } from './services/studio-services.ts';
import type { StudioOptions } from './studio-options.ts';

/** An open library with everything that works on it; hosts serve its router and its media. */
export interface Studio {
  router: StudioRouter;
  media: Media;
  uploads: Uploads;
  /** Generators drawn without the gallery, for the command line. */
  faces: Faces;
  /** A model of its own process, for a server, which closes it. */
  openModel(from: GeneratorRef): Promise<ServedModel>;
  isTraining(): boolean;
  /** True while it trains, imports or does other long work; what waits for its turn or for a place does not count. */
  isWorking(): boolean;
  /** Calls back with each snapshot of each job; returns the unsubscribe function. */
  onJob(listener: (job: Job) => void): () => void;
  /** Calls back with what happens to runs, as their timelines tell it; returns the unsubscribe function. */
  onRunNews(listener: (news: RunNews) => void): () => void;
  /** Pauses a training, with its checkpoint, and closes the library. */
  close(): Promise<void>;
}

export async function openStudio(options: StudioOptions): Promise<Studio> {
  const library = openLibrary(options.libraryDir, { log: options.log.child('library') });
  try {
    return await studioOn(library, options);
  } catch (error) {
    library.close();
    throw error;
  }
}

async function studioOn(library: Library, options: StudioOptions): Promise<Studio> {
  const { log } = options;
  const graphics = surveyOnce();
  const proved =
    options.engineCache === undefined
      ? undefined
      : new ProvedEngines({
          launch: options.launchCompute,
          folder: options.engineCache,
          log: log.child('engines'),
          candidates:
            options.engineCandidates ?? candidatesHere(process.env, cardCandidates(await graphics())),
          preference: () => settings.get(),
          devicesNow: async () => deviceUuids(await surveyCards()),
        });
  const launchCompute =
    proved === undefined ? options.launchCompute : provedLauncher(options.launchCompute, proved);
  const compute = computeProcesses(launchCompute, proved?.refuseFinder.bind(proved), options.ranks);
  const events = new EventBus<SystemEvent>(log.child('events'));
  const jobs = new Jobs(log.child('jobs'));
  jobs.changes.listen((job) => events.publish({ type: 'job', job }));
  const settings = new SettingsStore(library.db, options.settings);
  // Tried as they are: only a probe says what does not work.
  const engines = new Engines(computeProcesses(options.launchCompute), proved);
  const uploads = new Uploads(library, {
    isWaitedFor: (id) => listDrafts(library).some(({ plan }) => plan.uploadId === id),
  });
  const datasetStores = openDatasetStores(library);
  const doctor = new Doctor(library.db, datasetStores);
  const datasets = new Datasets(library, datasetStores, doctor, events);
  const imports = new Imports({
    library,
    stores: datasetStores,
    doctor,
    jobs,
    events,
    uploads,
    log: log.child('imports'),
    openPool: () => new FacePool(compute, settings),
  });
  const places = new Places(library.db, events);
  const pace = options.pace ?? usualPace;
  const placeTrials = new PlaceTrials({ places, jobs, pace, log: log.child('places') });
  const runs: Runs = new Runs({
    library,
    jobs,
    events,
    datasets,
    engines,
    settings,
    compute,
    places,
    pace,
    clock: options.clock ?? wallClock,
    readBattery: options.readBattery ?? readBattery,
    reach: options.queueReach ?? 'all',
    ranks: options.ranks ?? 1,
    freeMemory: options.freeMemory ?? freeMemory,
    modelOf: (id) => models.generator(id),
    log: log.child('runs'),
  });
  const sweeps = new Sweeps(library, datasets, runs);
  const models = new Models(library, runs, events);
  const drawer = new DrawingProcess(compute, settings);
  const services: StudioServices = {
    ...{ library, jobs, events, settings, uploads, compute, version: options.version },
    findGenerator: (ref) =>
      findGenerator(ref, {
        modelOf: (id) => models.generator(id),
        runOf: (id) => runs.get(id),
        checkpoints: runs.checkpoints,
      }),
  };
  const modelFaces = new ModelFaces(library.paths, models, new DrawingProcess(compute, settings));
  const faceStore = new FaceStore(library.db);
  const latents = new Latents(services);
  const faces = new Faces({
    ...services,
    store: faceStore,
    drawer,
    latents,
    rememberedGenerator: rememberGenerators(services.findGenerator, { events, db: library.db }),
  });
  await faces.deleteAllRemoved(log.child('faces'));
  const gallery = new Gallery(faceStore, events);
  const faceExports = new FaceExports({ ...services, store: faceStore });
  const nearCopies = new NearCopies({ ...services, store: faceStore, datasets });
  const evaluations = new Evaluations({ ...services, datasets });
  const modelCards = new ModelCards({
    ...services,
    db: library.db,
    models,
    runs,
    datasets,
    evaluations,
    candidates: () => engines.candidates(settings.get().threads),
  });
  const modelExports = new ModelExports({ ...services, cardOf: (ref) => modelCards.card(ref) });
  const modelImports = new ModelImports({ ...services, models });
  const sheets = new Sheets(library.paths, drawer);
  const comparisons = new Comparisons({ ...services, models, runs, datasets, evaluations, sheets });
  const blindTests = new BlindTests(library, sheets, services.findGenerator);
  const router = studioRouter({
    options,
    log: log.child('router'),
    engines,
    graphics,
    cudaSetup: new CudaSetup({
      program: options.programDir === undefined ? undefined : findCudaSetup(options.programDir),
      graphics,
      jobs,
      onReady: async () => proved?.forgetCards(),
    }),
    settings,
    jobs,
    events,
    datasets,
    doctor,
    imports,
    runs,
    sweeps,
    places,
    placeTrials,
    uploads,
    models,
    modelCards,
    evaluations,
    modelExports,
    modelImports,
    latents,
    faces,
    gallery,
    faceExports,
    nearCopies,
    comparisons,
    blindTests,
  });
  runs.open();
  log.info('studio open', { libraryDir: options.libraryDir, host: options.host, version: options.version });
  return {
    router,
    media: createMedia(library.paths, datasets, modelFaces),
    uploads,
    faces,
    openModel: async (from) => new ServedModel(await services.findGenerator(from), compute, settings),
    isTraining: () => runs.isTraining(),
    isWorking: () => runs.isTraining() || jobs.list().some(worksHere),
    onJob: (listener) => jobs.changes.listen(listener),
    onRunNews: (listener) => runs.onNews(listener),
    async close() {
      try {
        await runs.close();
        await jobs.close();
      } finally {
        drawer.close();
        modelFaces.close();
        library.close();
        log.info('studio closed');
      }
    },
  };
}
