import { availableParallelism } from 'node:os';
import type { StepModeChoice } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { ComputeTask } from '../../protocol/messages.ts';
import { rankVariables } from '../../protocol/ranks.ts';
import type { TrainTask } from '../../protocol/train.ts';

/** The steps that a process is to make. */
export interface Training {
  mode: StepModeChoice;
  config: RunConfig;
}

/**
 * What suits a task: see `computeEnvironment`. Only training needs XLA, and short work keeps no memory. A training that
 * ranks share is started by `withRanks`.
 */
export function environmentFor(task: ComputeTask, ranks = 1): Record<string, string> {
  if (task.type === 'train' && ranks > 1) return environmentOfRanks(task, ranks);
  if (task.type === 'train' || task.type === 'bench') return computeEnvironment(task.threads, task);
  return {
    ...computeEnvironment(task.threads),
    ...(task.type === 'evaluate' || task.type === 'score' ? keptMemory : {}),
  };
}

/** Ranks of one machine share its cores, unless it is said how many each of them has. */
const environmentOfRanks = (task: TrainTask, ranks: number): Record<string, string> => ({
  ...computeEnvironment(task.threads || Math.max(1, Math.floor(availableParallelism() / ranks)), task),
  [rankVariables.count]: String(ranks),
});

/**
 * What TensorFlow reads from the environment while it loads. With `threads` 0 it gets all cores: the studio and the
 * window need little, and the system shares fairly.
 */
export function computeEnvironment(threads: number, training?: Training): Record<string, string> {
  const count = String(threads > 0 ? threads : availableParallelism());
  return {
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: count,
    // Warnings and worse only; its greetings are not news.
    TF_CPP_MIN_LOG_LEVEL: '2',
    // Or it would take all of a GPU's memory at once.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...(training ? keptMemory : {}),
    ...(training?.config.deterministic ? deterministicEnvironment : {}),
    ...(training?.mode === 'graph+xla' ? xlaEnvironment : {}),
  };
}

/**
 * A step takes and gives back hundreds of megabytes, which Linux would map and clear anew each time, page by page. glibc
 * keeps them, and asks for large pages (2.35 and later): 7 % of a step's processor time at batch 16, 14 % at 64, and 45 %
 * of the face network's in an evaluation without oneDNN (25 of 56 ms a picture). Other systems ignore it.
 */
const keptMemory = {
  GLIBC_TUNABLES: [
    'glibc.malloc.hugetlb=1',
    'glibc.malloc.mmap_max=0',
    `glibc.malloc.trim_threshold=${2 ** 34}`,
    'glibc.malloc.arena_max=1',
  ].join(':'),
};

/**
 * Long sums are cut into as many parts as there are threads, so that another number of threads gives other last bits.
 * Always two, on any machine and whatever the settings say, gave the same bits each time and twice the speed of one.
 */
const deterministicEnvironment = {
  TF_NUM_INTRAOP_THREADS: '2',
  TF_NUM_INTEROP_THREADS: '2',
  TF_DETERMINISTIC_OPS: '1',
};

/** Compiles whatever it can of every graph, on the processor too. */
export const xlaEnvironment = { TF_XLA_FLAGS: '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit' };
