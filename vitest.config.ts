import { Transform } from 'node:stream';
import { defineConfig } from 'vitest/config';

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
    globalSetup: ['main/cli/folder-for-tests.ts', 'main/cli/prove-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // As the studio starts its compute processes (compute-environment.ts, fork-compute.ts).
    // Timing every candidate for each small run would take longer than the run.
    env: { TF_CPP_MIN_LOG_LEVEL: '2', FACELOOM_ENGINE_CHOICE: 'first' },
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0044'],
  },
});

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
