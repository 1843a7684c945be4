import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { type Place, PlaceChoices, PlaceKindName } from '../../../main/contract/places/places.ts';
import { studio } from '../../client/studio.ts';
import { GuardedNumberInput } from '../../components/GuardedNumberInput.tsx';
import { kindNames } from './kind-names.ts';
import { fieldsOf, type PlaceField } from './place-fields.ts';
import classes from './settings.module.css';

/** Asks for a new place, or for what another one is to be; what does not fit is told beside its field. */
export function PlaceForm({ place, onSaved, onCancel }: PlaceFormProps) {
  const [kind, setKind] = useState<Place['kind']>(place?.kind ?? 'folder');
  const [problems, setProblems] = useState<Record<string, string>>({});
  const add = useMutation({ ...studio.places.add.mutationOptions(), onSuccess: onSaved });
  const change = useMutation({ ...studio.places.change.mutationOptions(), onSuccess: onSaved });
  const fields = fieldsOf(kind);
  const showProblems = (form: HTMLFormElement, issues: readonly Issue[]) => {
    setProblems(Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), message])));
    // Fields may have been scrolled out of sight.
    const wrong = fields.find(({ name }) => issues.some(({ path }) => path[0] === name));
    const input = form.elements.namedItem(wrong?.name ?? '');
    if (input instanceof HTMLElement) input.focus();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblems({});
    const choices = readChoices(new FormData(event.currentTarget), kind);
    if (!choices.success) showProblems(event.currentTarget, choices.error.issues);
    else if (place === undefined) add.mutate(choices.data);
    else change.mutate({ id: place.id, choices: choices.data });
  };
  return (
    <form
      onSubmit={submit}
      aria-label={place === undefined ? 'New place' : `Change ${place.name}`}
      className={classes.newPlace}
    >
      {place === undefined && (
        <Select
          label="Kind"
          allowDeselect={false}
          value={kind}
          data={PlaceKindName.options.map((value) => ({ value, label: kindNames[value] }))}
          onChange={(value) => {
            setProblems({});
            setKind(PlaceKindName.parse(value));
          }}
        />
      )}
      {fields.map((field) => {
        const Input = 'min' in field ? GuardedNumberInput : TextInput;
        const shown = withValue(field, place);
        return <Input key={field.name} {...shown} error={problems[field.name]} />;
      })}
      <div className={classes.actions}>
        <Button type="submit" loading={add.isPending || change.isPending}>
          {place === undefined ? 'Add' : 'Save'}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface PlaceFormProps {
  place?: Place;
  onSaved: () => void;
  onCancel: () => void;
}

/** What does not fit, as the schema tells it. */
interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** What is filled in; an empty field is a choice that is left out. */
function readChoices(form: FormData, kind: Place['kind']) {
  const numbers = new Set<string>(fieldsOf(kind).flatMap((field) => ('min' in field ? [field.name] : [])));
  const filled = [...form].filter(([, value]) => value !== '');
  const values = filled.map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]);
  return PlaceChoices.safeParse({ ...Object.fromEntries(values), kind });
}

/** A field with what a place has there. */
function withValue(field: PlaceField, place: Place | undefined): PlaceField {
  if (place === undefined) return field;
  const values: Partial<Record<string, string | number>> = place;
  const value = values[field.name];
  const { defaultValue: _, ...rest } = field;
  return value === undefined ? rest : { ...rest, defaultValue: value };
}
