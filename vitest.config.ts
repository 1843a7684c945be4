import { existsSync } from 'node:fs';
import { Transform } from 'node:stream';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

export default defineConfig({
  plugins: [{ name: 'without-greetings', configureVitest: ({ vitest }) => leaveOutGreetings(vitest.logger) }],
  test: {
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
    globalSetup: [
      'main/cli/folder-for-tests.ts',
      'main/cli/compile-mpi-for-tests.ts',
      'main/cli/prove-for-tests.ts',
    ],
    pool: 'forks',
    // Many tests wait for processes that they start, or for the disk: three keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: longestFirst() },
    // As the studio starts its compute processes (compute-environment.ts, fork-compute.ts).
    // Timing every candidate for each small run would take longer than the run.
    env: { TF_CPP_MIN_LOG_LEVEL: '2', FACELOOM_ENGINE_CHOICE: 'first' },
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0044'],
  },
});

/**
 * Both workers end at about the same time when what takes longest begins first. Without an earlier run, vitest goes by the
 * size of files, which says little: those that take over 20 s come before the others here, longest first.
 */
function longestFirst() {
  const longest = [
    'main/compute/training/steps/xla-steps.test.ts',
    'main/compute/training/steps/compiled-steps.test.ts',
    'main/cli/faceloom.test.ts',
    'main/compute/training/kills.test.ts',
    'main/compute/training/steps/training-step.test.ts',
    'main/compute/training/steps/engines-agree.test.ts',
    'main/studio/datasets/import/interrupted-import.test.ts',
    'main/compute/training/health/scenarios.test.ts',
    'main/studio/runs/training/exact-resume.test.ts',
    'main/compute/operations/whole-extent.test.ts',
    'main/compute/training/steps/objectives.test.ts',
    'main/studio/privacy.test.ts',
    'main/cli/killed-studio.test.ts',
    'main/cli/moved-library.test.ts',
    'main/studio/datasets/diagnosis/doctor.test.ts',
    'main/compute/operations/preset-layers.test.ts',
    'main/studio/datasets/import/hostile-files.test.ts',
  ];
  const gone = longest.filter((file) => !existsSync(new URL(file, import.meta.url)));
  if (gone.length > 0) throw new Error(`vitest.config.ts names tests that are not there: ${gone.join(', ')}`);
  const rank = ({ moduleId }: TestSpecification) => {
    const place = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
    return place === -1 ? longest.length : place;
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
