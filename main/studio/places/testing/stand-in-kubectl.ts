import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** Stands for kubectl where none is installed: passes a raw request on to the server of `KUBECONFIG`. */
const Config = z.object({
  'current-context': z.string(),
  contexts: z.array(z.object({ name: z.string() })),
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.url() }) })]),
});

const config = Config.parse(JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8')));
const [context, ...args] = process.argv.at(2)?.startsWith('--context=')
  ? [process.argv[2]?.slice('--context='.length), ...process.argv.slice(3)]
  : [config['current-context'], ...process.argv.slice(2)];
const [verb = '', raw, path = '', ...rest] = args;
const methods: Record<string, string> = { get: 'GET', create: 'POST', delete: 'DELETE' };
const method = methods[verb];

if (!config.contexts.some(({ name }) => name === context)) fail(`error: context "${context}" does not exist`);
else if (raw !== '--raw' || method === undefined || (method === 'POST') !== (rest.join(' ') === '-f -'))
  fail(`error: unknown command ${args.join(' ')}`);
else {
  const body = method === 'POST' ? await text(process.stdin) : undefined;
  const answer = await fetch(new URL(path, config.clusters[0].cluster.server), {
    method,
    body: body ?? null,
  });
  const said = await answer.text();
  const { reason, message } = JSON.parse(said);
  if (answer.ok) process.stdout.write(said);
  else fail(`Error from server (${reason}): ${message}`);
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
