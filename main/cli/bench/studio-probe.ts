import { withStudio } from '../with-studio.ts';

/** Opens a studio on the given library, trains for a moment, and prints its figures as JSON. */
const trainedKimg = 1;

await withStudio(process.argv[2], async (_studio, client) => {
  await client.datasets.list();
  const startUpMs = performance.now();
  const { jobId } = await client.datasets.importSample({ name: 'Bench', count: 128 });
  for await (const job of await client.jobs.watch({ id: jobId }))
    if (job.error) throw new Error(job.error.message);
  const [dataset] = await client.datasets.list();
  const { runId } = await client.runs.start({ datasetId: dataset.id, preset: 'draft-32' });
  let computeMemoryBytes = 0;
  for await (const event of await client.runs.watch({ id: runId })) {
    if (event.type !== 'state') continue;
    computeMemoryBytes = event.run.computeMemoryBytes ?? computeMemoryBytes;
    if (event.run.nimg >= trainedKimg * 1000) break;
  }
  const studioMemoryBytes = process.memoryUsage.rss();
  await client.runs.stop({ id: runId });
  process.stdout.write(`${JSON.stringify({ startUpMs, studioMemoryBytes, computeMemoryBytes })}\n`);
});
