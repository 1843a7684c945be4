import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { defineConfig, type UserWorkspaceConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

export default defineConfig({
  plugins: [{ name: 'without-greetings', configureVitest: ({ vitest }) => leaveOutGreetings(vitest.logger) }],
  test: {
    globalSetup: [
      'main/cli/folder-for-tests.ts',
      'main/cli/compile-mpi-for-tests.ts',
      'main/cli/prove-for-tests.ts',
    ],
    // Many tests wait for processes that they start, or for the disk: three keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: longestFirst() },
    projects: [
      { test: { ...everyTest(), name: 'own process', exclude: filesThatShareAProcess() } },
      // Starting a process and loading the same modules again takes longer than most files of tests.
      { test: { ...everyTest(), name: 'shared process', include: filesThatShareAProcess(), isolate: false } },
    ],
  },
});

function everyTest(): NonNullable<UserWorkspaceConfig['test']> {
  return {
    include: [
      'lint/**/*.test.ts',
      'main/**/*.test.ts',
      'packaging/**/*.test.ts',
      'preload/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
    ],
    // Only what hangs ends here: a slow or busy machine may take ten times as long as a quiet one, whose longest takes 60 s.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
    pool: 'forks',
    env: {
      // As the studio starts its compute processes (compute-environment.ts, fork-compute.ts).
      TF_CPP_MIN_LOG_LEVEL: '2',
      // Tests that compute in their own process do so on small tensors: second threads, which wait for the first, made seven
      // files take 192 s of processor time instead of 171. Processes that tests start have as many as the studio gives them.
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
      // Timing every candidate for each small run would take longer than the run.
      FACELOOM_ENGINE_CHOICE: 'first',
      FACELOOM_TENSOR_LEAKS: 'fail',
    },
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0044'],
  };
}

/**
 * Files of tests that leave nothing behind in their process, and therefore run one after the other in the same: not those
 * that, themselves or by a helper in a folder `testing`, put something in the place of modules, time, globals, variables of
 * the environment or the working folder; and none that takes main/compute, whose engines keep tensors and kernels.
 */
function filesThatShareAProcess(): string[] {
  return ['lint', 'main', 'packaging', 'preload', 'renderer']
    .flatMap((room) =>
      readdirSync(join(import.meta.dirname, room), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(room, file).replaceAll('\\', '/'),
      ),
    )
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('main/compute/'))
    .filter((file) => !leavesSomething(join(import.meta.dirname, file)));
}

/** Whether a file, or a helper of tests that it imports, has words in it by which something stays in the process. */
function leavesSomething(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  const leavings = [
    /@vitest-environment|\bvi\.(?:mock|doMock|hoisted|spyOn|stub|unstub|useFake)/,
    /\b(?:process\.env|globalThis)(?:\.\w+|\[[^\]]+\])\s*(?:\?\?|\|\||&&)?=(?!=)/,
    /\bdelete (?:process\.env|globalThis)\b|\bassign\((?:process\.env|globalThis)\b|\bprocess\.chdir\(/,
    / from '(?:\.\.\/)+(?:main\/)?compute\//,
  ];
  if (leavings.some((words) => words.test(text))) return true;
  const helpers = text.matchAll(/ from '(\.[^']*\.tsx?)'/g);
  return helpers.some(([, helper = '']) => {
    const path = join(dirname(file), helper);
    return /[\\/]testing[\\/]/.test(path) && leavesSomething(path);
  });
}

/**
 * All workers end at about the same time when what takes longest begins first. Without an earlier run, vitest goes by the
 * size of files, which says little: those that take over 20 s come before the others here, longest first.
 */
function longestFirst() {
  const longest = [
    'main/compute/training/steps/xla-steps.test.ts',
    'main/worker/slurm.test.ts',
    'main/compute/training/steps/gpu-steps.test.ts',
    'main/compute/training/steps/compiled-steps.test.ts',
    'main/cli/proved-engines-agree.test.ts',
    'main/worker/slurm-node.test.ts',
    'main/cli/faceloom.test.ts',
    'main/compute/training/steps/engines-agree.test.ts',
    'main/compute/step-compiler/gpu/kernels/convolution-kernels.test.ts',
    'main/cli/ranks.test.ts',
    'main/compute/training/health/scenarios.test.ts',
    'main/studio/runs/training/exact-resume.test.ts',
    'main/cli/study/study.test.ts',
    'main/compute/training/kills.test.ts',
    'main/studio/datasets/import/interrupted-import.test.ts',
    'main/compute/operations/whole-extent.test.ts',
    'main/compute/operations/preset-layers.test.ts',
    'main/compute/training/steps/objectives.test.ts',
    'main/compute/training/lost-card.test.ts',
    'main/cli/killed-studio.test.ts',
    'main/cli/slurm-ranks.test.ts',
    'main/compute/training/steps/half-training.test.ts',
    'main/studio/runs/training/training.test.ts',
  ];
  const gone = longest.filter((file) => !existsSync(new URL(file, import.meta.url)));
  if (gone.length > 0) throw new Error(`vitest.config.ts names tests that are not there: ${gone.join(', ')}`);
  const rank = ({ moduleId, project }: TestSpecification) => {
    const place = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
    if (place !== -1) return place;
    // Those that share processes come together: a process is only kept for the next if that shares it.
    return longest.length + (project.config.isolate ? 0 : 1);
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    }
  };
}

/**
 * Lines that TensorFlow writes past its own log level. It greets before it has read the level; and its graph optimiser
 * calls one rewrite of compiled steps a failure, which leaves the graph as it was. The studio keeps such lines in its log.
 */
const greetings =
  /^(?:WARNING: All log messages before absl::InitializeLog\(\)|I0000 .*\] oneDNN custom operations are on|E0000 .*\] remapper failed: ).*\n/gm;

function leaveOutGreetings(logger: { errorStream: NodeJS.WritableStream }): void {
  const filter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // Bytes stay as they are in latin1, wherever a chunk begins or ends.
      done(null, Buffer.from(chunk.toString('latin1').replace(greetings, ''), 'latin1'));
    },
  });
  filter.pipe(logger.errorStream);
  logger.errorStream = filter;
}
