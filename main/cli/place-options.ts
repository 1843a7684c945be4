import type { ArgsDef } from 'citty';
import { PlaceChoices, placeRanges } from '../contract/places/places.ts';
import { mostRanks } from '../contract/rank-count.ts';
import { userPath } from './app.ts';
import { badInput, numberOption } from './arguments.ts';

/** What places are made from and changed by, besides their name and kind. */
export const placeOptions = {
  folder: { type: 'string', description: 'a folder that both sides see', valueHint: 'DIR' },
  cores: { type: 'string', description: 'clusters: processor cores of a job (2)' },
  gpus: { type: 'string', description: 'clusters: graphics cards of a job (0)' },
  memory: { type: 'string', description: 'clusters: memory of a job in GB' },
  'at-once': { type: 'string', description: 'clusters: runs of a sweep that may train at once (2)' },
  'folder-there': {
    type: 'string',
    description: 'slurm: the folder as the cluster sees it; kubernetes: where in the volume it lies',
  },
  program: { type: 'string', description: 'slurm: a clone of Faceloom that is set up there' },
  host: { type: 'string', description: 'slurm: call its programs there, through ssh' },
  partition: { type: 'string', description: 'slurm: the partition' },
  account: { type: 'string', description: 'slurm: the account' },
  hours: { type: 'string', description: 'slurm: hours of a job before it is queued again (4)' },
  ranks: { type: 'string', description: 'slurm: processes that share a training (1)' },
  image: { type: 'string', description: 'kubernetes: the image with a worker in it' },
  claim: { type: 'string', description: 'kubernetes: the volume claim that the folder lies in' },
  context: { type: 'string', description: 'kubernetes: which cluster of kubectl’s configuration' },
  namespace: { type: 'string', description: 'kubernetes: the namespace (default)' },
  queue: { type: 'string', description: 'kubernetes: the local queue of Kueue' },
  user: { type: 'string', description: 'kubernetes: number of the user of a job (1000)' },
} as const satisfies ArgsDef;

type Given = { [K in keyof typeof placeOptions]?: string | undefined };

/** What a place is made from: what it had before, and what is given. An empty text takes a choice away. */
export function readPlace(before: object, given: Given): PlaceChoices {
  const taken = Object.entries(given).flatMap(([option, text]) => {
    const choice = choiceOf[option as keyof Given];
    if (choice === undefined || text === undefined) return [];
    return [[choice.name, text === '' ? undefined : choice.read(option, text)]];
  });
  const choices = PlaceChoices.safeParse({ ...before, ...Object.fromEntries(taken) });
  if (choices.success) return choices.data;
  const [issue] = choices.error.issues;
  throw badInput(
    `The ${issue?.path.join('.') ?? 'place'} of that place cannot be used.`,
    `It must be ${issue?.message ?? 'something else'}. See --help.`,
  );
}

interface Choice {
  name: string;
  read(option: string, text: string): string | number | undefined;
}

const asText = (name: string): Choice => ({ name, read: (_option, text) => text });
const asNumber = (name: string, range: Parameters<typeof numberOption>[2]): Choice => ({
  name,
  read: (option, text) => numberOption(option, text, range),
});
const asCount = (name: string, range: { min: number; max: number }): Choice =>
  asNumber(name, { ...range, isInteger: true });

/** What each option is called in the contract, and how it is read. */
const choiceOf: Record<keyof Given, Choice> = {
  folder: { name: 'folder', read: (_option, text) => userPath(text) },
  cores: asCount('cores', placeRanges.cores),
  gpus: asCount('gpus', placeRanges.gpus),
  memory: asCount('memoryGb', placeRanges.memoryGb),
  'at-once': asCount('atOnce', placeRanges.atOnce),
  'folder-there': asText('folderThere'),
  program: asText('program'),
  host: asText('host'),
  partition: asText('partition'),
  account: asText('account'),
  hours: asNumber('hours', placeRanges.hours),
  ranks: asCount('ranks', { min: 1, max: mostRanks }),
  image: asText('image'),
  claim: asText('claim'),
  context: asText('context'),
  namespace: asText('namespace'),
  queue: asText('queue'),
  user: asCount('user', placeRanges.user),
};
