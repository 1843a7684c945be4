import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { type Place, PlaceChoices, PlaceKindName } from '../../../main/contract/places/places.ts';
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
    const values = filled.map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]);
    const choices = PlaceChoices.safeParse({ ...Object.fromEntries(values), kind });
    if (choices.success) add.mutate(choices.data);
    else
      setProblems(
        Object.fromEntries(choices.error.issues.map(({ path, message }) => [String(path[0]), message])),
      );
  };
  const field = (name: string) => ({ name, error: problems[name] });
  return (
    <form onSubmit={submit} aria-label="New place" className={classes.newPlace}>
      <Select
        label="Kind"
        allowDeselect={false}
        value={kind}
        data={PlaceKindName.options.map((value) => ({ value, label: kindNames[value] }))}
        onChange={(value) => setKind(PlaceKindName.parse(value))}
      />
      <TextInput label="Name" required {...field('name')} />
      <TextInput label="Shared folder" description="as this computer sees it" required {...field('folder')} />
      {kind === 'slurm' && <SlurmFields field={field} />}
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

const numbers: ReadonlySet<string> = new Set(['cores', 'gpus', 'memoryGb', 'hours', 'atOnce']);

type Field = (name: string) => { name: string; error: string | undefined };

function SlurmFields({ field }: { field: Field }) {
  return (
    <>
      <TextInput
        label="Faceloom there"
        description="folder of a clone that is set up"
        required
        {...field('program')}
      />
      <TextInput label="Host" description="for ssh; empty = Slurm’s programs are here" {...field('host')} />
      <TextInput label="Shared folder there" description="empty = the same path" {...field('folderThere')} />
      <TextInput label="Partition" description="empty = the usual one" {...field('partition')} />
      <TextInput label="Account" description="empty = the usual one" {...field('account')} />
      <NumberInput label="Cores" description="of a job" min={1} defaultValue={2} {...field('cores')} />
      <NumberInput
        label="Graphics cards"
        description="of a job"
        min={0}
        defaultValue={0}
        {...field('gpus')}
      />
      <NumberInput label="Memory" description="GB; empty = what it gives" min={1} {...field('memoryGb')} />
      <NumberInput
        label="Hours"
        description="then it is queued again"
        min={0.05}
        defaultValue={4}
        {...field('hours')}
      />
      <NumberInput
        label="At once"
        description="runs of a sweep"
        min={1}
        defaultValue={2}
        {...field('atOnce')}
      />
    </>
  );
}
