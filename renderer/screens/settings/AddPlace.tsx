import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import {
  type Place,
  PlaceChoices,
  PlaceKindName,
  type SlurmPlace,
} from '../../../main/contract/places/places.ts';
import { studio } from '../../client/studio.ts';
import { kindNames } from './kind-names.ts';
import classes from './settings.module.css';

/** Asks for a new place; what does not fit is told beside its field. */
export function AddPlace({ onDone }: { onDone: () => void }) {
  const [kind, setKind] = useState<Place['kind']>('folder');
  const [problems, setProblems] = useState<Record<string, string>>({});
  const add = useMutation({ ...studio.places.add.mutationOptions(), onSuccess: onDone });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '');
    const values = filled.map(([name, value]) => [name, isNumber(name) ? Number(value) : value]);
    const choices = PlaceChoices.safeParse({ ...Object.fromEntries(values), kind });
    if (choices.success) add.mutate(choices.data);
    else
      setProblems(
        Object.fromEntries(choices.error.issues.map(({ path, message }) => [String(path[0]), message])),
      );
  };
  return (
    <form onSubmit={submit} aria-label="New place" className={classes.newPlace}>
      <Select
        label="Kind"
        allowDeselect={false}
        value={kind}
        data={PlaceKindName.options.map((value) => ({ value, label: kindNames[value] }))}
        onChange={(value) => setKind(PlaceKindName.parse(value))}
      />
      {[...everyField, ...(kind === 'slurm' ? slurmFields : [])].map((field) => {
        const Input = 'min' in field ? NumberInput : TextInput;
        return <Input key={field.name} {...field} error={problems[field.name]} />;
      })}
      <div className={classes.actions}>
        <Button type="submit" loading={add.isPending}>
          Add
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface PlaceField {
  name: KeyOfPlace;
  label: string;
  description?: string;
  required?: true;
  /** Those of numbers have a least one. */
  min?: number;
  defaultValue?: number;
}
type KeyOfPlace = Exclude<keyof SlurmPlace, 'kind'>;

const everyField: readonly PlaceField[] = [
  { name: 'name', label: 'Name', required: true },
  { name: 'folder', label: 'Shared folder', description: 'as this computer sees it', required: true },
];

const slurmFields: readonly PlaceField[] = [
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
  { name: 'cores', label: 'Cores', description: 'of a job', min: 1, defaultValue: 2 },
  { name: 'gpus', label: 'Graphics cards', description: 'of a job', min: 0, defaultValue: 0 },
  { name: 'memoryGb', label: 'Memory', description: 'of a job, in GB; empty = the usual', min: 1 },
  {
    name: 'hours',
    label: 'Hours',
    description: 'of a job; then it is queued again',
    min: 0.05,
    defaultValue: 4,
  },
  { name: 'atOnce', label: 'At once', description: 'runs of a sweep', min: 1, defaultValue: 2 },
];

const isNumber = (name: string) => slurmFields.some((field) => field.name === name && 'min' in field);
