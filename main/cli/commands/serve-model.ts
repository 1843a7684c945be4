import { createRouterClient } from '@orpc/server';
import { defineCommand } from 'citty';
import { assertCanListen } from '../../server/listen.ts';
import { startModelServer } from '../../server/model-api/model-server.ts';
import { isLoopback } from '../../server/origin.ts';
import { version } from '../app.ts';
import { badInput, commonArgs, numberOption } from '../arguments.ts';
import { findModel } from '../find.ts';
import { endingSignal } from '../on-ending-signal.ts';
import { openLibraryStudio } from '../open-library-studio.ts';
import { bold, dim, Output, yellow } from '../output.ts';
import { programName } from '../train-run.ts';

export const serveModelCommand = defineCommand({
  meta: { name: 'serve-model', description: 'Serve a model to other programs over HTTP' },
  args: {
    ...commonArgs,
    model: { type: 'positional', description: 'id or name of a model', required: false, valueHint: 'MODEL' },
    port: { type: 'string', description: 'port, 0 for a free one', default: '7879' },
    host: { type: 'string', description: 'address to listen on', default: '127.0.0.1' },
    token: {
      type: 'boolean',
      description: 'ask for a token',
      negativeDescription: 'let every program of this machine ask',
      default: true,
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const { model: given, host } = args;
    if (given === undefined)
      throw badInput('Name a model.', `For example: ${programName} serve-model portraits`);
    const port = numberOption('port', args.port, { min: 0, max: 65_535, isInteger: true }) ?? 7879;
    if (!args.token && !isLoopback(host))
      throw badInput(
        'Without a token a model is served to this machine only.',
        'Leave --no-token out, or --host.',
      );
    await assertCanListen(host, port);
    const { studio, log } = await openLibraryStudio(args.library, 'cli', { queueReach: 'none' });
    try {
      const { id } = await findModel(createRouterClient(studio.router), given);
      const model = await studio.openModel({ kind: 'model', id });
      const server = await startModelServer({
        model,
        version,
        host,
        port,
        isGuarded: args.token,
        log: log.child('model'),
      });
      output.result({ url: server.url, model: model.name }, [
        `${bold(`${model.name} is at`)} ${server.url}`,
        dim('POST /faces draws; /openapi.json describes it. Ctrl-C ends it.'),
      ]);
      if (!isLoopback(host))
        output.say(yellow('Other machines can reach this model, and the connection is not encrypted.'));
      await endingSignal();
      await server.close();
      model.close();
    } finally {
      await studio.close();
    }
  },
});
