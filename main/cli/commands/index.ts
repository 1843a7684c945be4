import type { CommandDef } from 'citty';

/** Commands differ in their arguments, which only they read; loaded when asked for, because some bring much along. */
type LoadCommand = () => Promise<CommandDef>;

/** Every command by name, in the order of the help. */
export const commands: Readonly<Record<string, LoadCommand>> = {
  doctor: async () => (await import('./doctor.ts')).doctorCommand as CommandDef,
  import: async () => (await import('./import.ts')).importCommand as CommandDef,
  dataset: async () => (await import('./dataset.ts')).datasetCommand as CommandDef,
  plan: async () => (await import('./plan.ts')).planCommand as CommandDef,
  train: async () => (await import('./train.ts')).trainCommand as CommandDef,
  sweep: async () => (await import('./sweep.ts')).sweepCommand as CommandDef,
  resume: async () => (await import('./resume.ts')).resumeCommand as CommandDef,
  runs: async () => (await import('./runs.ts')).runsCommand as CommandDef,
  series: async () => (await import('./series.ts')).seriesCommand as CommandDef,
  generate: async () => (await import('./generate.ts')).generateCommand as CommandDef,
  'import-model': async () => (await import('./import-model.ts')).importModelCommand as CommandDef,
  timelapse: async () => (await import('./timelapse.ts')).timelapseCommand as CommandDef,
  interpolate: async () => (await import('./interpolate.ts')).interpolateCommand as CommandDef,
  project: async () => (await import('./project.ts')).projectCommand as CommandDef,
  export: async () => (await import('./export.ts')).exportCommand as CommandDef,
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand as CommandDef,
  card: async () => (await import('./card.ts')).cardCommand as CommandDef,
  'serve-model': async () => (await import('./serve-model.ts')).serveModelCommand as CommandDef,
  compare: async () => (await import('./compare.ts')).compareCommand as CommandDef,
  serve: async () => (await import('./serve.ts')).serveCommand as CommandDef,
  bench: async () => (await import('./bench.ts')).benchCommand as CommandDef,
  demo: async () => (await import('./demo.ts')).demoCommand as CommandDef,
};
