import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, type SubmitEvent, useRef, useState } from 'react';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { bridge } from '../../../client/studio.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { PathField } from '../../../components/PathField.tsx';
import { importModel, importModelFiles } from './model-file-actions.ts';

/** Asks where a model is, and what to call it. */
export function ImportModelDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const chosenName = name.trim() || undefined;
  const byPath = useMutation({
    mutationFn: (from: string) => importModel({ path: from, name: chosenName }),
    onSuccess: onClose,
    meta: toldInPlace,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim()) byPath.mutate(path.trim());
  };
  return (
    <Dialog onClose={onClose} title="Import a model" size={560}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <PathField
            label="File or folder on the studio's machine"
            placeholder="/models/generator.h5"
            path={path}
            onChange={setPath}
            isBusy={byPath.isPending}
          />
          {byPath.error && <ErrorNotice error={presentError(byPath.error)} action={null} />}
          <TextInput
            label="Name"
            placeholder="from the file"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {bridge ? (
            <ChooseButton
              onClick={() =>
                void bridge?.chooseSources('model').then(([chosen]) => chosen && byPath.mutate(chosen))
              }
            />
          ) : (
            <SendFiles name={chosenName} onDone={onClose} />
          )}
          <Text size="sm" c="dimmed">
            Generators that Faceloom exported, TensorFlow.js layers models (model.json with its weights) and
            Keras .keras and .h5 files, also in a ZIP archive. An imported model draws faces and can be
            measured and exported; it cannot be trained further.
          </Text>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Files of the browser's machine. */
function SendFiles({ name, onDone }: { name: string | undefined; onDone: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({ mutationFn: (files: File[]) => importModelFiles(files, name) });
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = Array.from(event.currentTarget.files ?? []);
    if (files.length === 0) return;
    send.mutate(files);
    onDone();
  };
  return (
    <>
      <ChooseButton onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={pick}
        aria-label="Files of the model to send"
      />
    </>
  );
}

const ChooseButton = ({ onClick }: { onClick: () => void }) => (
  <Button variant="default" leftSection={<IconFile size={16} />} onClick={onClick}>
    {bridge ? 'Choose a file' : 'Send files from this browser’s machine'}
  </Button>
);
