import { defineCommand } from 'citty';
import { assertCanListen } from '../../server/listen.ts';
import { isLoopback, isWildcard, networkAddresses } from '../../server/origin.ts';
import { startServer } from '../../server/server.ts';
import { rendererDir } from '../app.ts';
import { commonArgs, numberOption } from '../arguments.ts';
import { browserTargets, buildIfOutdated } from '../build-if-outdated.ts';
import { endingSignal } from '../on-ending-signal.ts';
import { openLibraryStudio } from '../open-library-studio.ts';
import { bold, dim, Output, yellow } from '../output.ts';
import { findInhibitor, sleepAdvice } from '../stay-awake.ts';

export const serveCommand = defineCommand({
  meta: { name: 'serve', description: 'Serve the studio to a browser' },
  args: {
    ...commonArgs,
    port: { type: 'string', description: 'port, 0 for a free one', default: '7878' },
    host: { type: 'string', description: 'address to listen on', default: '127.0.0.1' },
    build: {
      type: 'boolean',
      description: 'build the page where it is missing or older than its sources',
      negativeDescription: 'serve the page as it was built last',
      default: true,
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const port = numberOption('port', args.port, { min: 0, max: 65_535, isInteger: true }) ?? 7878;
    if (args.build) await buildIfOutdated(browserTargets, () => output.say('Building the studio …'));
    await serve({ library: args.library, host: args.host, port }, (url) => {
      output.result({ url }, [
        `${bold('Faceloom is at')} ${url}`,
        dim('Ctrl-C ends it; a training is paused with a checkpoint.'),
        dim(sleepAdvice(findInhibitor())),
      ]);
      if (!isLoopback(args.host)) output.say(yellow(`${networkWarning} ${reachableAt(args.host)}`));
    });
  },
});

/** Serves a library until Ctrl-C, SIGTERM, or the end of its terminal; calls back with the address. */
export async function serve(
  { library, host, port }: { library?: string | undefined; host: string; port: number },
  onReady: (url: string) => void,
): Promise<void> {
  await assertCanListen(host, port);
  const { studio, log } = await openLibraryStudio(library, 'server');
  try {
    const server = await startServer({ studio, host, port, rendererDir, log: log.child('server') });
    onReady(server.url);
    await endingSignal();
    await server.close();
  } finally {
    await studio.close();
  }
}

const networkWarning =
  'Other machines can reach this studio, and the connection is not encrypted: prefer an SSH tunnel.';

const reachableAt = (host: string) =>
  isWildcard(host) ? `Addresses of this machine: ${networkAddresses().join(', ') || 'none'}.` : '';
