import { z } from 'zod';
import { PlaceId } from '../ids.ts';
import { givenName } from '../one-line.ts';
import { RankCount } from '../rank-count.ts';

/** What a job may ask for, at clusters of each kind. */
export const placeRanges = {
  cores: { min: 1, max: 1024 },
  gpus: { min: 0, max: 64 },
  memoryGb: { min: 1, max: 4096 },
  /** How long a job may take before it is queued again. */
  hours: { min: 0.05, max: 24 * 30 },
  atOnce: { min: 1, max: 256 },
  /** The number of a user; 0 is root. */
  user: { min: 1, max: 2 ** 31 - 1 },
} as const;

/** An absolute path, of this computer's kind or another's. */
const absolutePath = z
  .string()
  .max(4096)
  .regex(/^(\/|[A-Za-z]:[\\/]|\\\\)[^\0\n]*$/, 'a path that begins at the root');

/** A path that means the same in any shell, so that ssh can hand it on without quotation marks. */
const plainPath = z
  .string()
  .max(4096)
  .regex(/^\/[\w@%+=:,./-]*$/, 'an absolute path of letters, digits and / . _ - only');

/** A name of a scheduler: never an option, never anything for a shell. */
const word = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9_][\w.,@-]*$/, 'letters, digits and . _ - @ only');

/** A whole number in a range. */
const countIn = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);

const everyPlace = {
  name: givenName(60),
  /** A folder that this computer and the machines of the place both see, as this one sees it. */
  folder: absolutePath,
};

/** A cluster whose jobs Slurm decides about. */
const SlurmPlace = z.object({
  kind: z.literal('slurm'),
  ...everyPlace,
  /** Where Slurm's programs are called, through ssh; absent = here. */
  host: word.optional(),
  /** The shared folder as the cluster sees it; absent = the same. */
  folderThere: plainPath.optional(),
  /** A clone of Faceloom that is set up there. */
  program: plainPath,
  partition: word.optional(),
  account: word.optional(),
  cores: countIn(placeRanges.cores).default(2),
  gpus: countIn(placeRanges.gpus).default(0),
  /** How many processes share a training, each with these cores and a card of its own. */
  ranks: RankCount.default(1),
  /** Absent = what the cluster gives by default. */
  memoryGb: countIn(placeRanges.memoryGb).optional(),
  /** How long a job may take before it is queued again. */
  hours: z.number().min(placeRanges.hours.min).max(placeRanges.hours.max).default(4),
  /** How many runs of a sweep may train at once. */
  atOnce: countIn(placeRanges.atOnce).default(2),
});
export type SlurmPlace = z.infer<typeof SlurmPlace>;

/** A name of an object of Kubernetes: a DNS subdomain (RFC 1123). */
const kubernetesName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'small letters, digits and . - only');

/** A name that stands in a label as well, which is shorter. */
const labelledName = kubernetesName.max(63);

/** A cluster whose jobs Kubernetes decides about. */
const KubernetesPlace = z.object({
  kind: z.literal('kubernetes'),
  ...everyPlace,
  /** Which cluster of kubectl's configuration; absent = its current one. */
  context: z
    .string()
    .max(200)
    .regex(/^\w[\w.,@:/-]*$/, 'the name of a context of kubectl')
    .optional(),
  namespace: labelledName.default('default'),
  /** The image with a worker in it, which is made from `packaging/worker/Containerfile`. */
  image: z
    .string()
    .max(500)
    .regex(/^[a-z0-9][\w./:@-]*$/, 'the name of an image'),
  /** The volume claim, ReadWriteMany, that the shared folder lies in. */
  claim: kubernetesName,
  /** Where in the volume it lies; absent = the whole volume. */
  folderThere: z
    .string()
    .max(1000)
    .regex(/^[\w@%+=:,-][\w@%+=:,.-]*(\/[\w@%+=:,-][\w@%+=:,.-]*)*$/, 'a path within the volume')
    .optional(),
  /** The local queue of Kueue that jobs wait in; absent = none. */
  queue: labelledName.optional(),
  /** Number of the user whom a job runs as, who has to be able to write the job folders that are made here; never root. */
  user: countIn(placeRanges.user).default(1000),
  cores: countIn(placeRanges.cores).default(2),
  gpus: countIn(placeRanges.gpus).default(0),
  /** Absent = no limit. */
  memoryGb: countIn(placeRanges.memoryGb).optional(),
  /** How many runs of a sweep may train at once. */
  atOnce: countIn(placeRanges.atOnce).default(2),
});
export type KubernetesPlace = z.infer<typeof KubernetesPlace>;

/** A shared folder whose jobs a person gives to workers. */
const FolderPlace = z.object({ kind: z.literal('folder'), ...everyPlace });

/** What a place is made from. */
export const PlaceChoices = z.discriminatedUnion('kind', [
  FolderPlace,
  SlurmPlace.refine(isPlainThere, {
    path: ['folderThere'],
    message:
      'given where there is a host and the shared folder has other characters than letters, digits and / . _ -',
  }),
  KubernetesPlace.refine(({ namespace }) => !namespace.includes('.'), {
    path: ['namespace'],
    message: 'small letters, digits and - only',
  }),
]);
export type PlaceChoices = z.infer<typeof PlaceChoices>;
export const PlaceKindName = z.enum(['folder', 'slurm', 'kubernetes']);
export type PlaceKindName = z.infer<typeof PlaceKindName>;

/**
 * Where runs can be trained besides this computer. Libraries hold places from before paths for ssh had to be plain, and
 * namespaces without dots: they are read, and refused when they are used.
 */
export const Place = z.discriminatedUnion('kind', [
  FolderPlace.extend({ id: PlaceId }),
  SlurmPlace.extend({ id: PlaceId }),
  KubernetesPlace.extend({ id: PlaceId }),
]);
export type Place = z.infer<typeof Place>;

/** False where ssh would hand a shell a path that may mean something else there. */
export function isPlainThere({ host, folder, folderThere = folder }: Omit<SlurmPlace, 'kind'>): boolean {
  return host === undefined || plainPath.safeParse(folderThere).success;
}

/** One thing that was tried of a place. */
export const PlaceFinding = z.object({
  isOk: z.boolean(),
  /** What was found, as a full sentence. */
  sentence: z.string(),
  /** What a person can do; present when it is not in order. */
  next: z.string().optional(),
});
export type PlaceFinding = z.infer<typeof PlaceFinding>;

/** The place of a run that trains elsewhere. */
export const RunPlace = z.object({ id: PlaceId, name: z.string() });
export type RunPlace = z.infer<typeof RunPlace>;

/** How a run elsewhere stands there; known while a studio follows it. */
export const Whereabouts = z.object({
  /**
   * `sending`: its files are being copied. `waiting`: no machine has begun with it, or none has taken it up again. `lost`: the
   * machine that trained it shows no sign of life.
   */
  phase: z.enum(['sending', 'waiting', 'training', 'lost']),
  since: z.iso.datetime(),
  /** The machine. */
  host: z.string().optional(),
  /** Why it waits, as the scheduler says it; or what a person has to do. */
  reason: z.string().optional(),
  /** The scheduler's estimate. */
  startsAt: z.iso.datetime().optional(),
  /** What the scheduler calls the job. */
  scheduledAs: z.string().optional(),
});
export type Whereabouts = z.infer<typeof Whereabouts>;
