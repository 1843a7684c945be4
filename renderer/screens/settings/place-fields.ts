import type { KubernetesPlace, Place, SlurmPlace } from '../../../main/contract/places/places.ts';

/** A choice of a place as the form shows it. */
export interface PlaceField {
  name: Exclude<keyof SlurmPlace | keyof KubernetesPlace, 'kind'>;
  label: string;
  description?: string;
  required?: true;
  /** Those of numbers have a least one. */
  min?: number;
  defaultValue?: string | number;
}

/** The fields of a place of a kind, in the order of the form. */
export const fieldsOf = (kind: Place['kind']): readonly PlaceField[] => [
  ...everyField,
  ...fieldsOfKind[kind],
];

const everyField: readonly PlaceField[] = [
  { name: 'name', label: 'Name', required: true },
  { name: 'folder', label: 'Shared folder', description: 'as this computer sees it', required: true },
];

const jobFields = {
  cores: { name: 'cores', label: 'Cores', description: 'of a job', min: 1, defaultValue: 2 },
  gpus: { name: 'gpus', label: 'Graphics cards', description: 'of a job', min: 0, defaultValue: 0 },
  memoryGb: {
    ...{ name: 'memoryGb', label: 'Memory', description: 'of a job, in GB; empty = the usual', min: 1 },
  },
  atOnce: { name: 'atOnce', label: 'At once', description: 'runs of a sweep', min: 1, defaultValue: 2 },
} as const satisfies Record<string, PlaceField>;

const fieldsOfKind: Record<Place['kind'], readonly PlaceField[]> = {
  folder: [],
  slurm: [
    {
      name: 'program',
      label: 'Faceloom there',
      description: 'folder of a clone that is set up',
      required: true,
    },
    { name: 'host', label: 'Host', description: 'for ssh; empty = Slurm’s programs are here' },
    { name: 'folderThere', label: 'Shared folder there', description: 'empty = the same path' },
    { name: 'partition', label: 'Partition', description: 'empty = the usual one' },
    { name: 'account', label: 'Account', description: 'empty = the usual one' },
    jobFields.cores,
    jobFields.gpus,
    jobFields.memoryGb,
    {
      name: 'ranks',
      label: 'Processes',
      description: 'that share a run; each has these cores',
      min: 1,
      defaultValue: 1,
    },
    {
      name: 'hours',
      label: 'Hours',
      description: 'of a job; then it is queued again',
      min: 0.05,
      defaultValue: 4,
    },
    jobFields.atOnce,
  ],
  kubernetes: [
    { name: 'image', label: 'Image', description: 'with a worker in it', required: true },
    {
      name: 'claim',
      label: 'Volume claim',
      description: 'that the shared folder lies in',
      required: true,
    },
    { name: 'folderThere', label: 'Folder in the volume', description: 'empty = the whole volume' },
    { name: 'context', label: 'Context', description: 'of kubectl; empty = its current one' },
    { name: 'namespace', label: 'Namespace', description: 'empty = default' },
    { name: 'queue', label: 'Queue', description: 'of Kueue; empty = none' },
    {
      name: 'user',
      label: 'User',
      description: 'number of your own user, which id -u prints; a job runs as it',
      min: 1,
      defaultValue: 1000,
    },
    jobFields.cores,
    jobFields.gpus,
    jobFields.memoryGb,
    jobFields.atOnce,
  ],
};
