import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { VectorPoint } from '../../../../main/contract/latents/recipe.ts';
import type { LatentSpace } from '../../../../main/contract/latents/space.ts';
import { parseVectors } from '../../../../main/contract/latents/vector-file.ts';
import { presentError } from '../../../client/present-error.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import type { Session } from '../session/session.ts';
import classes from './vector.module.css';
import { showVector } from './vector-actions.ts';

interface Props {
  session: Session;
  space: LatentSpace;
  onClose: () => void;
}

/** Takes a noise vector, pasted or from a file, and shows its face. */
export function VectorDialog({ session, space, onClose }: Props) {
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>();
  const take = (content: string | Uint8Array) => {
    try {
      const [first] = parseVectors(content, space) satisfies VectorPoint[];
      if (first) showVector(session, first);
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    take(text);
  };
  return (
    <Dialog onClose={onClose} title="Enter a vector">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Textarea
            className={classes.numbers}
            label={`${space.latentSize} numbers`}
            description="With commas, spaces or a line each, or as a JSON list. Those of N(0, 1) give usual faces."
            rows={7}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
          {error !== undefined && <ErrorNotice error={presentError(error)} action={null} />}
          <Text size="xs" c="dimmed">
            A CSV, JSON or npy file can also be dropped on the window. Of several vectors the first is shown.
          </Text>
          <Group justify="space-between" gap="xs">
            <FileButton
              accept=".csv,.txt,.json,.npy"
              onChange={(file) => void file?.bytes().then(take, setError)}
            >
              {(props) => (
                <Button {...props} variant="default">
                  Open a file…
                </Button>
              )}
            </FileButton>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" disabled={text.trim() === ''}>
                Show the face
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
