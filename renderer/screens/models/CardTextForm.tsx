import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { CardText } from '../../../main/contract/models/model-card.ts';
import type { Model } from '../../../main/contract/models/models.ts';
import { studio } from '../../client/studio.ts';
import classes from './models.module.css';

interface Props {
  model: Model;
  text: CardText;
  onClose: () => void;
}

/** What its owner writes on a card; Markdown counts, and the facts stay as they are. */
export function CardTextForm({ model, text, onClose }: Props) {
  const [draft, setDraft] = useState(text);
  const save = useMutation({ ...studio.models.setCardText.mutationOptions(), onSuccess: onClose });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ id: model.id, text: draft });
  };
  return (
    <form className={classes.textForm} aria-label="Your words on the card" onSubmit={submit}>
      <Stack gap="md">
        {fields.map(({ key, label, description }) => (
          <Textarea
            key={key}
            label={label}
            description={description}
            autosize
            minRows={3}
            maxRows={10}
            maxLength={4000}
            value={draft[key]}
            onChange={(event) => setDraft({ ...draft, [key]: event.currentTarget.value })}
          />
        ))}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <span className={classes.hint}>
            Your words are quoted among the facts. The facts come from the library and cannot be edited.
          </span>
        </Group>
      </Stack>
    </form>
  );
}

const fields: readonly { key: keyof CardText; label: string; description: string }[] = [
  { key: 'intendedUse', label: 'Intended use', description: 'What the model was made for, and for whom.' },
  { key: 'limits', label: 'Limits', description: 'What it should not be used for, and what it does badly.' },
  {
    key: 'notes',
    label: 'Notes',
    description: 'Anything else: whose photos they are, who agreed, how to cite it.',
  },
];
