import { type EngineDevice, type EngineId, engineTitles, type StepMode } from '../../contract/engines.ts';

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
  /** True where steps are made in bfloat16, which the user has to allow. */
  isHalf?: boolean;
  /** True where factors of products are rounded. */
  isRounded?: boolean;
  /** True where it trains and does nothing else. */
  trainsOnly?: boolean;
  /** True where it is taken by who asks for its engine alone. */
  isOnRequest?: boolean;
  /** True where it is on the second device of the one before, and there is none where there is no first. */
  isSecond?: boolean;
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
    engine: 'webgpu',
    settings: 'webgpu',
    title: 'WebGPU on the graphics card',
    environment: {},
    modes: ['graph'],
    trainsOnly: true,
  },
  {
    engine: 'webgpu',
    settings: 'webgpu-second',
    title: 'WebGPU on the second graphics card, which needs less power',
    environment: { FACELOOM_WEBGPU_POWER: 'low-power' },
    modes: ['graph'],
    trainsOnly: true,
    isSecond: true,
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

/** Variables that decide what an engine computes with; a user who sets one has chosen. */
const usersVariables: Readonly<Record<EngineId, readonly string[]>> = {
  tensorflow: ['TF_ENABLE_ONEDNN_OPTS', 'ONEDNN_MAX_CPU_ISA', 'DNNL_MAX_CPU_ISA'],
  wasm: ['FACELOOM_WASM_SIMD'],
  webgpu: [],
};

/**
 * The candidates of this machine, those of its cards first; what the user set in the environment takes the place of our
 * settings of that engine for the processor.
 */
export const candidatesHere = (
  env: NodeJS.ProcessEnv = process.env,
  onCards: readonly Candidate[] = [],
): readonly Candidate[] => [...onCards, ...onProcessor(env)];

const onProcessor = (env: NodeJS.ProcessEnv): readonly Candidate[] =>
  [...new Set(stock.map(({ engine }) => engine))].flatMap((engine) => {
    const ours = stock
      .filter((candidate) => candidate.engine === engine)
      .map((each) => onRequestIn(env, each));
    const set = usersVariables[engine].flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
    return set.length === 0 ? ours : [usersOwn(engine, set, ours[0].modes)];
  });

/** Software in the place of a card is slower than every other engine: who allows it may try it, and nothing takes it by itself. */
const onRequestIn = (env: NodeJS.ProcessEnv, candidate: Candidate): Candidate =>
  candidate.engine === 'webgpu' && env['FACELOOM_WEBGPU_SOFTWARE'] === '1'
    ? { ...candidate, isOnRequest: true }
    : candidate;

function usersOwn(
  engine: EngineId,
  set: readonly (readonly [name: string, value: string])[],
  modes: Candidate['modes'],
): Candidate {
  const text = set.map(([name, value]) => `${name}=${value}`).join(' ');
  return {
    engine,
    settings: `own ${text}`,
    title: `${engineTitles[engine]} as your environment sets it (${text})`,
    environment: Object.fromEntries(set),
    modes,
  };
}
