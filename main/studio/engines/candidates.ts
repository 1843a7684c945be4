import type { EngineDevice, EngineId, StepMode } from '../../contract/engines.ts';

/** Settings that an engine can run with on this machine, as data; none is used before it was proved right here. */
export interface Candidate {
  engine: EngineId;
  /** Short name, unique and stored with runs. */
  settings: string;
  /** For people: "TensorFlow with oneDNN". */
  title: string;
  /** What its process gets besides what every one gets. */
  environment: Readonly<Record<string, string>>;
  /** The graphics card that it runs on, with its driver; absent = the processor. */
  device?: EngineDevice & { driver: string };
  /** True where factors of products are rounded to TF32. */
  isRounded?: boolean;
  /** How steps of a training can be made with it, the one that is usually fastest first. */
  modes: readonly StepMode[];
}

/** In the order in which they are tried: what was usually fastest comes first, what is always there comes last. */
const stock: readonly Candidate[] = [
  {
    engine: 'tensorflow',
    settings: 'onednn',
    title: 'TensorFlow with oneDNN',
    environment: { TF_ENABLE_ONEDNN_OPTS: '1' },
    modes: ['graph', 'graph+xla'],
  },
  {
    engine: 'tensorflow',
    settings: 'onednn-avx2',
    title: 'TensorFlow with oneDNN held to AVX2',
    environment: { TF_ENABLE_ONEDNN_OPTS: '1', ONEDNN_MAX_CPU_ISA: 'AVX2' },
    modes: ['graph'],
  },
  {
    engine: 'tensorflow',
    settings: 'eigen',
    title: 'TensorFlow without oneDNN',
    environment: { TF_ENABLE_ONEDNN_OPTS: '0' },
    modes: ['graph', 'graph+xla'],
  },
  {
    engine: 'wasm',
    settings: 'simd',
    title: 'WebAssembly with SIMD',
    environment: {},
    modes: ['eager'],
  },
  {
    engine: 'wasm',
    settings: 'plain',
    title: 'WebAssembly without SIMD',
    environment: { FACELOOM_WASM_SIMD: '0' },
    modes: ['eager'],
  },
];

/** Variables of TensorFlow's that decide what it computes with; a user who sets one has chosen. */
const usersVariables = ['TF_ENABLE_ONEDNN_OPTS', 'ONEDNN_MAX_CPU_ISA', 'DNNL_MAX_CPU_ISA'] as const;

/**
 * The candidates of this machine, those of its cards first; what the user set in the environment takes the place of
 * TensorFlow's own choices for the processor.
 */
export const candidatesHere = (
  env: NodeJS.ProcessEnv = process.env,
  onCards: readonly Candidate[] = [],
): readonly Candidate[] => [...onCards, ...onProcessor(env)];

function onProcessor(env: NodeJS.ProcessEnv): readonly Candidate[] {
  const set = usersVariables.filter((name) => env[name] !== undefined && env[name] !== '');
  if (set.length === 0) return stock;
  const text = set.map((name) => `${name}=${env[name]}`).join(' ');
  const own: Candidate = {
    engine: 'tensorflow',
    settings: `own ${text}`,
    title: `TensorFlow as your environment sets it (${text})`,
    environment: {},
    modes: ['graph', 'graph+xla'],
  };
  return [own, ...stock.filter(({ engine }) => engine !== 'tensorflow')];
}
