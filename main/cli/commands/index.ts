import type { SubCommandsDef } from 'citty';

/** Commands differ in their arguments, which only they read; loaded when asked for, because some bring much along. */
type LoadCommand = Extract<SubCommandsDef[string], () => Promise<unknown>>;

/** Every command by name, in the order of the help. */
export const commands: Readonly<Record<string, LoadCommand>> = {
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  import: async () => (await import('./import.ts')).importCommand,
  dataset: async () => (await import('./dataset.ts')).datasetCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  train: async () => (await import('./train.ts')).trainCommand,
  study: async () => (await import('./study.ts')).studyCommand,
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  resume: async () => (await import('./resume.ts')).resumeCommand,
  places: async () => (await import('./places.ts')).placesCommand,
  worker: async () => (await import('./worker.ts')).workerCommand,
  runs: async () => (await import('./runs.ts')).runsCommand,
  series: async () => (await import('./series.ts')).seriesCommand,
  generate: async () => (await import('./generate.ts')).generateCommand,
  'import-model': async () => (await import('./import-model.ts')).importModelCommand,
  timelapse: async () => (await import('./timelapse.ts')).timelapseCommand,
  interpolate: async () => (await import('./interpolate.ts')).interpolateCommand,
  project: async () => (await import('./project.ts')).projectCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand,
  card: async () => (await import('./card.ts')).cardCommand,
  'serve-model': async () => (await import('./serve-model.ts')).serveModelCommand,
  compare: async () => (await import('./compare.ts')).compareCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  bench: async () => (await import('./bench.ts')).benchCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
};
