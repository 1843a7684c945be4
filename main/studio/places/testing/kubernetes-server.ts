import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { KubernetesJob } from './kubernetes-job.ts';

/** An API server on loopback that knows Jobs, and what a test tells it; it runs nothing. */
export interface KubernetesServer {
  /** A configuration of kubectl with the server as its current context, and as the context `other`. */
  config: string;
  /** Jobs that were made, and not removed. */
  jobs: Map<string, { job: KubernetesJob; status: object }>;
  pods: object[];
  claim: { spec: object; status: object };
  version: { gitVersion: string; minor: string };
  /** Local queues of Kueue. */
  queues: string[];
  /** All that was asked, as `METHOD path?query`. */
  calls: string[];
  close(): void;
}

/** Starts one that writes the configuration into a folder. */
export async function startKubernetes(folder: string): Promise<KubernetesServer> {
  const state: Omit<KubernetesServer, 'close' | 'config'> = {
    jobs: new Map(),
    pods: [],
    claim: { spec: { accessModes: ['ReadWriteMany'] }, status: { phase: 'Bound' } },
    version: { gitVersion: 'v1.31.2', minor: '31' },
    queues: ['gpus'],
    calls: [],
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    state.calls.push(`${request.method} ${request.url}`);
    const [status, answer] = handle(state, request.method ?? 'GET', url, await text(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const config = join(folder, 'kubeconfig');
  writeFileSync(config, JSON.stringify(kubeConfig(`http://127.0.0.1:${port}`)));
  return Object.assign(state, { config, close: () => void server.close() });
}

const kubeConfig = (server: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'test', cluster: { server } }],
  users: [{ name: 'test', user: {} }],
  contexts: ['test', 'other'].map((name) => ({ name, context: { cluster: 'test', user: 'test' } })),
  'current-context': 'test',
});

type Answer = [status: number, body: object];
type State = Omit<KubernetesServer, 'close' | 'config'>;

function handle(state: State, method: string, { pathname, searchParams }: URL, body: string): Answer {
  if (pathname === '/version') return [200, { major: '1', ...state.version }];
  const [, kind = '', name] = /\/namespaces\/faces\/([a-z]+)(?:\/([^/]+))?$/.exec(pathname) ?? [];
  const object = name === undefined ? undefined : state.jobs.get(name);
  if (method === 'POST' && kind === 'jobs') return make(state, body, searchParams.get('dryRun') === 'All');
  if (method === 'GET' && kind === 'jobs' && name === undefined)
    return [200, { items: [...state.jobs.values()].map(({ job, status }) => ({ ...job, status })) }];
  if (method === 'DELETE' && object !== undefined) {
    state.jobs.delete(name ?? '');
    return [200, succeeded];
  }
  if (method === 'GET' && kind === 'pods') return [200, { items: state.pods }];
  if (method === 'DELETE' && kind === 'pods') return [200, succeeded];
  if (kind === 'persistentvolumeclaims' && name === 'faces-share') return [200, state.claim];
  if (kind === 'localqueues' && state.queues.includes(name ?? '')) return [200, {}];
  return failed(404, 'NotFound', `${kind} "${name}" not found`);
}

function make(state: State, body: string, isTrial: boolean): Answer {
  const job = KubernetesJob.safeParse(JSON.parse(body));
  if (!job.success) return failed(422, 'Invalid', job.error.issues[0]?.message ?? '');
  if (!isTrial) state.jobs.set(job.data.metadata.name, { job: job.data, status: {} });
  return [201, job.data];
}

const succeeded = { kind: 'Status', apiVersion: 'v1', status: 'Success' };
const failed = (code: number, reason: string, message: string): Answer => [
  code,
  { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message },
];
