import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import type { EngineId } from '../../contract/engines.ts';
import { sha256 } from '../../protocol/sha256.ts';
import { type CoreFacts, readProcessorFacts } from '../base/processor-facts.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';

/**
 * What engines can compute rightly or wrongly by: the processor with its features and caches as it reports them, how many
 * threads there are, and what the user tells their libraries. What a system does not tell is left out, which is a
 * difference too.
 */
export function describeMachine(files: typeof linuxFiles = linuxFiles, env: NodeJS.ProcessEnv = process.env) {
  const variables = libraryVariables(env);
  const cores = readProcessorFacts(files.cores);
  const fact = (...names: string[]) =>
    names.map((name) => cores[0]?.get(name)).find((text) => text !== undefined);
  return {
    platform: `${platform()}-${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    // By the names that x86, ARM, RISC-V and s390 give to the same thing.
    features: fact('flags', 'Features', 'isa', 'features'),
    family: fact('cpu family'),
    model: fact('model'),
    stepping: fact('stepping'),
    arm: armCores(cores),
    caches: cachesIn(files.caches),
    threads: availableParallelism(),
    variables: Object.keys(variables).length === 0 ? undefined : variables,
  };
}

/**
 * What the user's environment says to the libraries of engines, in the order of names. It reaches every process; a variable
 * that Faceloom sets itself for each of them is left out.
 */
export function libraryVariables(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const ours = computeEnvironment(0);
  const isTheirs = (name: string) =>
    Object.values(ofLibraries).some((names) => names.test(name)) &&
    !ofTerraform.test(name) &&
    !(name in ours);
  return Object.fromEntries(
    Object.entries(env)
      .flatMap(([name, value]) => (value !== undefined && isTheirs(name) ? [[name, value] as const] : []))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** By the engines that load them: TensorFlow with XLA, oneDNN, and what NVIDIA's libraries multiply by; Vulkan and its cards. */
const ofLibraries: Readonly<Record<EngineId | 'every', RegExp>> = {
  tensorflow: /^(?:TF|XLA|ONEDNN|DNNL|CUDNN|CUBLAS)_\w+$/,
  webgpu: /^(?:VK|FACELOOM_WEBGPU)_\w+$/,
  // A part of the package, which reads none.
  wasm: /^$/,
  // The proofs themselves read how exact products are to be.
  every: /^(?:NVIDIA_TF32_OVERRIDE|FACELOOM_STEP_PRODUCTS)$/,
};

/** Another program whose variables begin like TensorFlow's, and change with what is worked on. */
const ofTerraform =
  /^TF_(?:(?:VAR|CLI|LOG|REGISTRY|PLUGIN|TOKEN|CLOUD|STATE)(?:_\w+)?|DATA_DIR|INPUT|WORKSPACE|IN_AUTOMATION|IGNORE|REATTACH_PROVIDERS)$/;

/** Where Linux tells of its processor; other systems have neither. */
const linuxFiles = { cores: '/proc/cpuinfo', caches: '/sys/devices/system/cpu/cpu0/cache' };

/**
 * Short name of a machine in a file of records; two that describe themselves alike are taken for one kind. For one engine,
 * what is said to the libraries of others is left out.
 */
export function machineKey(machine: Machine = describeMachine(), engine?: EngineId): string {
  const told = Object.entries(machine.variables ?? {}).filter(
    ([name]) => engine === undefined || ofLibraries[engine].test(name) || ofLibraries.every.test(name),
  );
  const variables = told.length === 0 ? undefined : Object.fromEntries(told);
  return sha256(JSON.stringify({ ...machine, variables })).slice(0, 16);
}

export type Machine = ReturnType<typeof describeMachine>;

/** ARM names its cores by numbers alone, and fast and slow ones may be together: each kind once. */
function armCores(cores: readonly CoreFacts[]): string[] | undefined {
  const names = ['CPU implementer', 'CPU architecture', 'CPU variant', 'CPU part', 'CPU revision'];
  const kinds = cores
    .filter((core) => core.has('CPU part'))
    .map((core) => names.map((name) => core.get(name) ?? '?').join(' '));
  return kinds.length === 0 ? undefined : [...new Set(kinds)].sort();
}

/** Level, type and size of each cache of the first core; a virtual machine may report none, or leave something out. */
function cachesIn(folder: string): string[] {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      return '?';
    }
  };
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith('index'))
    .map((name) => ['level', 'type', 'size'].map((key) => read(`${folder}/${name}/${key}`)).join(' '));
}
