import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { type Place, PlaceKindName } from '../../contract/places/places.ts';
import { choiceOption, commonArgs } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import { findPlace } from '../find.ts';
import { followJob } from '../follow-job.ts';
import { green, Output, yellow } from '../output.ts';
import { placeOptions, readPlace } from '../place-options.ts';
import { withStudio } from '../with-studio.ts';

const placeArg = {
  type: 'positional',
  description: 'id or name of a place',
  required: true,
  valueHint: 'PLACE',
} as const;

/** `places list`, `add`, `change`, `check` and `remove`. */
export const placesCommand = defineCommand({
  meta: { name: 'places', description: 'Places to train besides this computer' },
  subCommands: {
    list: defineCommand({
      meta: { name: 'list', description: 'List the places' },
      args: commonArgs,
      async run({ args }) {
        const output = new Output(args.json === true);
        const places = await withStudio(args.library, (_studio, client) => client.places.list());
        output.result({ places }, places.length === 0 ? ['There is no place yet.'] : places.map(describe));
      },
    }),
    add: defineCommand({
      meta: { name: 'add', description: 'Add a place' },
      args: {
        ...commonArgs,
        name: { type: 'positional', description: 'what to call it', required: true, valueHint: 'NAME' },
        kind: { type: 'string', description: PlaceKindName.options.join(' | '), default: 'folder' },
        ...placeOptions,
        folder: { ...placeOptions.folder, required: true },
      },
      async run({ args }) {
        const output = new Output(args.json === true);
        const kind = choiceOption('kind', args.kind, PlaceKindName.options);
        const choices = readPlace({ name: args.name, kind }, args);
        return withStudio(args.library, async (_studio, client) =>
          check(client, await client.places.add(choices), output),
        );
      },
    }),
    change: defineCommand({
      meta: {
        name: 'change',
        description: 'Change a place at which no run is; an empty text takes a choice away',
      },
      args: {
        ...commonArgs,
        place: placeArg,
        name: { type: 'string', description: 'what to call it' },
        ...placeOptions,
      },
      async run({ args }) {
        const output = new Output(args.json === true);
        return withStudio(args.library, async (_studio, client) => {
          const { id, ...before } = await findPlace(client, args.place);
          const choices = readPlace({ ...before, name: args.name ?? before.name }, args);
          return check(client, await client.places.change({ id, choices }), output);
        });
      },
    }),
    check: defineCommand({
      meta: { name: 'check', description: 'Try all that a run needs at a place' },
      args: {
        ...commonArgs,
        place: placeArg,
        try: { type: 'boolean', description: 'let a machine there train a tiny job as well' },
      },
      async run({ args }) {
        const output = new Output(args.json === true);
        return withStudio(args.library, async (_studio, client) => {
          const place = await findPlace(client, args.place);
          return check(client, place, output, args.try === true);
        });
      },
    }),
    remove: defineCommand({
      meta: { name: 'remove', description: 'Remove a place; its folder stays' },
      args: { ...commonArgs, place: placeArg },
      async run({ args }) {
        const output = new Output(args.json === true);
        await withStudio(args.library, async (_studio, client) => {
          const { id, name } = await findPlace(client, args.place);
          await client.places.remove({ id });
          output.result({ id }, [`Removed: ${name}`]);
        });
      },
    }),
  },
});

/** Tries a place and tells what was found; gives the exit code. */
async function check(client: StudioClient, place: Place, output: Output, triesJob = false): Promise<number> {
  const { id } = place;
  const findings = await client.places.check({ id });
  if (triesJob && findings.every(({ isOk }) => isOk)) {
    const { jobId } = await client.places.tryJob({ id });
    findings.push(...(await followJob(client, jobId, 'try-place', output)).findings);
  }
  output.result({ place, findings }, [
    describe(place),
    ...findings.flatMap(({ isOk, sentence, next }) => [
      `${isOk ? green('✓') : yellow('✗')} ${sentence}`,
      ...(next === undefined ? [] : [`  ${next}`]),
    ]),
  ]);
  return findings.every(({ isOk }) => isOk) ? exitCodes.done : exitCodes.failed;
}

const describe = ({ id, name, kind, folder }: Place): string => `${name} (${id}): ${kind}, ${folder}`;
