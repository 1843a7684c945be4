import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Slurm on this computer alone, for as long as a test takes. */
export interface SlurmCluster {
  /** What the environment of its programs needs. */
  environment: { SLURM_CONF: string };
  /** Runs one of its programs. */
  run(program: string, ...args: string[]): string;
  /** Kills the daemon of its node, whose jobs go on by themselves. */
  killNode(): Promise<void>;
  /** Starts that daemon again. */
  startNode(): void;
  stop(): Promise<void>;
}

/** Why there can be no cluster here, as a sentence; undefined where there can. */
export function noSlurmHere(): string | undefined {
  if (process.platform !== 'linux') return 'Slurm runs on Linux only.';
  if (process.getuid?.() !== 0) return 'slurmd starts jobs as root only.';
  const missing = ['slurmctld', 'slurmd', 'sbatch', 'squeue'].filter((program) => !isThere(program));
  return missing.length === 0 ? undefined : `${missing.join(', ')} are not installed.`;
}

/** Starts a controller and a node with so many cores, both on loopback. */
export async function startSlurm(folder: string, cores: number): Promise<SlurmCluster> {
  const host = hostname().split('.')[0] ?? 'localhost';
  const [controllerPort, nodePort] = [await freePort(), await freePort()];
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name), { recursive: true });
  const config = join(folder, 'slurm.conf');
  // What its administrator gives to every job: the settings of these tests, so that jobs go by the engines that were proved
  // before them, and time none.
  const prologue = join(folder, 'prologue.sh');
  const given = Object.entries(process.env).filter(([name]) => /^(?:FACELOOM|TF|ONEDNN|DNNL)_/.test(name));
  const exports = given.map(([name, value]) => `echo 'export ${name}=${value}'`);
  writeFileSync(prologue, `#!/bin/sh\n${exports.join('\n')}\n`, { mode: 0o755 });
  const settings = {
    ClusterName: 'faceloom',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmUser: 'root',
    SlurmdUser: 'root',
    AuthType: 'auth/none',
    CredType: 'cred/none',
    StateSaveLocation: join(folder, 'state'),
    SlurmdSpoolDir: join(folder, 'spool'),
    SlurmctldPort: controllerPort,
    SlurmdPort: nodePort,
    SlurmctldPidFile: join(folder, 'slurmctld.pid'),
    SlurmdPidFile: join(folder, 'slurmd.pid'),
    SlurmctldLogFile: join(folder, 'slurmctld.log'),
    SlurmdLogFile: join(folder, 'slurmd.log'),
    CommunicationParameters: 'NoInAddrAny,NoCtldInAddrAny',
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    TaskProlog: prologue,
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    ReturnToService: 2,
    MpiDefault: 'none',
    KillWait: 5,
    // After so many seconds without a word of its daemon, a node counts as lost, and its jobs are queued again.
    SlurmdTimeout: 20,
    SchedulerParameters: 'sched_interval=2,sched_min_interval=500000',
  };
  const lines = [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=1000 State=UNKNOWN`,
    'PartitionName=all Nodes=ALL Default=YES MaxTime=60 State=UP',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const environment = { SLURM_CONF: config };
  const env = { ...process.env, ...environment };
  const controller = spawn('slurmctld', ['-D'], { env, stdio: 'ignore' });
  const startDaemon = () => spawn('slurmd', ['-D', '-N', host], { env, stdio: 'ignore' });
  let node = startDaemon();
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const killNode = () => end(node, 'SIGKILL');
  const startNode = () => {
    node = startDaemon();
  };
  const stop = async () => {
    for (const daemon of [node, controller]) await end(daemon, 'SIGTERM');
  };
  try {
    await untilIdle(run, folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, run, killNode, startNode, stop };
}

async function end(daemon: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const gone = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill(signal);
  await gone;
}

async function untilIdle(run: SlurmCluster['run'], folder: string): Promise<void> {
  let said: unknown;
  for (let tries = 0; tries < 600; tries++) {
    await wait(500);
    try {
      if (run('sinfo', '--noheader', '--format=%t').trim() === 'idle') return;
    } catch (error) {
      // It answers once it has started.
      said = error;
    }
  }
  const log = join(folder, 'slurmctld.log');
  throw new Error(`Slurm did not start: ${String(said)} ${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
}

const isThere = (program: string) =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program)));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
