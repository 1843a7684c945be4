import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { type Place, PlaceChoices, PlaceKindName } from '../../contract/places/places.ts';
import { userPath } from '../app.ts';
import { badInput, choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import { findPlace } from '../find.ts';
import { green, Output, yellow } from '../output.ts';
import { withStudio } from '../with-studio.ts';

const placeArg = {
  type: 'positional',
  description: 'id or name of a place',
  required: true,
  valueHint: 'PLACE',
} as const;

/** `places list`, `add`, `check` and `remove`. */
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
        folder: {
          type: 'string',
          description: 'a folder that both sides see',
          required: true,
          valueHint: 'DIR',
        },
        host: { type: 'string', description: 'slurm: call its programs there, through ssh' },
        'folder-there': { type: 'string', description: 'slurm: the folder as the cluster sees it' },
        program: { type: 'string', description: 'slurm: a clone of Faceloom that is set up there' },
        partition: { type: 'string', description: 'slurm: the partition' },
        account: { type: 'string', description: 'slurm: the account' },
        cores: { type: 'string', description: 'slurm: processor cores of a job', default: '2' },
        gpus: { type: 'string', description: 'slurm: graphics cards of a job', default: '0' },
        memory: { type: 'string', description: 'slurm: memory of a job in GB' },
        hours: {
          type: 'string',
          description: 'slurm: hours of a job before it is queued again',
          default: '4',
        },
        'at-once': {
          type: 'string',
          description: 'slurm: runs of a sweep that may train at once',
          default: '2',
        },
      },
      async run({ args }) {
        const output = new Output(args.json === true);
        const choices = PlaceChoices.safeParse({
          name: args.name,
          kind: choiceOption('kind', args.kind, PlaceKindName.options),
          folder: userPath(args.folder),
          host: args.host,
          folderThere: args['folder-there'],
          program: args.program,
          partition: args.partition,
          account: args.account,
          cores: numberOption('cores', args.cores, { min: 1, max: 1024, isInteger: true }),
          gpus: numberOption('gpus', args.gpus, { min: 0, max: 64, isInteger: true }),
          memoryGb: numberOption('memory', args.memory, { min: 1, max: 4096, isInteger: true }),
          hours: numberOption('hours', args.hours, { min: 0.05, max: 720 }),
          atOnce: numberOption('at-once', args['at-once'], { min: 1, max: 256, isInteger: true }),
        });
        if (!choices.success) {
          const [issue] = choices.error.issues;
          throw badInput(
            `The ${issue?.path.join('.') ?? 'place'} of that place cannot be used.`,
            `It must be ${issue?.message ?? 'something else'}. See --help.`,
          );
        }
        return withStudio(args.library, async (_studio, client) =>
          check(client, await client.places.add(choices.data), output),
        );
      },
    }),
    check: defineCommand({
      meta: { name: 'check', description: 'Try all that a run needs at a place' },
      args: { ...commonArgs, place: placeArg },
      async run({ args }) {
        const output = new Output(args.json === true);
        return withStudio(args.library, async (_studio, client) =>
          check(client, await findPlace(client, args.place), output),
        );
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
async function check(client: StudioClient, place: Place, output: Output): Promise<number> {
  const findings = await client.places.check({ id: place.id });
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
