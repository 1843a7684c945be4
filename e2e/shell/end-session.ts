import { once } from 'node:events';
import { app } from './electron-stand-in.ts';
import { connectPage, report } from './started-program.ts';

/** Trains in the desktop program until the session ends, and prints how far the run had come. */

const client = connectPage();
const { jobId } = await client.datasets.importSample({ name: 'Sample', count: 64 });
for await (const job of await client.jobs.watch({ id: jobId }))
  if (job.state === 'failed') throw new Error(job.error?.message);
const [dataset] = await client.datasets.list();
if (dataset === undefined) throw new Error('There is no dataset.');
const { runId } = await client.runs.start({
  ...{ datasetId: dataset.id, preset: 'draft-32', engine: 'wasm', maxKimg: 1000 },
});
let trained = 0;
for await (const event of await client.runs.watch({ id: runId })) {
  if (event.type === 'state' && event.run.error) throw new Error(event.run.error.message);
  if (event.type !== 'steps') continue;
  trained = event.rows.at(-1)?.nimg ?? 0;
  if (trained >= 64) break;
}

const exited = once(app, 'stand-in:exit');
process.kill(process.pid, 'SIGTERM');
await exited;

report({ runId, trained });
