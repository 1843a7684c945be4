import { Button, Divider, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconFiles, IconFolder } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, type SubmitEvent, useRef, useState } from 'react';
import { ColourMode } from '../../../main/contract/datasets.ts';
import { pickedFiles } from '../../client/folder-walk.ts';
import { useValueStore } from '../../client/value-store.ts';
import { importDialogOpen } from '../../view-state.ts';
import { type ImportOptions, importPaths, importPicked } from './import-actions.ts';

const sizes = ['64', '128', '256', '512', '1024'].map((value) => ({ value, label: `${value} × ${value}` }));
const colourModes = [
  { value: 'auto', label: 'As the pictures are' },
  { value: 'colour', label: 'Colour' },
  { value: 'grey', label: 'Grey' },
];

/** Asks a browser's user for a folder: by path on the studio's machine, or by picking one to send. */
export function ImportDialog() {
  const isOpen = useValueStore(importDialogOpen);
  const close = () => importDialogOpen.set(false);
  return (
    <Modal opened={isOpen} onClose={close} title="Import photos" size={520}>
      <ImportForm onDone={close} />
    </Modal>
  );
}

function ImportForm({ onDone }: { onDone: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [size, setSize] = useState('256');
  const [colour, setColour] = useState<ColourMode>('auto');
  const folderInput = useRef<HTMLInputElement>(null);
  const filesInput = useRef<HTMLInputElement>(null);
  const options: ImportOptions = { name: name.trim(), size: Number(size), colour };
  const byPath = useMutation({ mutationFn: () => importPaths([path.trim()], options), onSuccess: onDone });

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim()) byPath.mutate();
  };
  const byPicking = useMutation({
    mutationFn: (files: File[]) => importPicked(pickedFiles(files), options),
  });
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = Array.from(event.currentTarget.files ?? []);
    if (files.length === 0) return;
    byPicking.mutate(files);
    onDone();
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Group align="end" gap="xs" wrap="nowrap">
          <TextInput
            label="Folder on the studio's machine"
            placeholder="/photos/portraits"
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            data-autofocus
            flex={1}
            spellCheck={false}
          />
          <Button type="submit" disabled={!path.trim()} loading={byPath.isPending}>
            Import
          </Button>
        </Group>
        <Divider label="or send from this browser's machine" />
        <Group gap="xs" grow>
          <Button
            variant="default"
            leftSection={<IconFolder size={16} />}
            onClick={() => folderInput.current?.click()}
          >
            Choose a folder
          </Button>
          <Button
            variant="default"
            leftSection={<IconFiles size={16} />}
            onClick={() => filesInput.current?.click()}
          >
            Choose files
          </Button>
        </Group>
        <input
          ref={folderInput}
          type="file"
          webkitdirectory=""
          hidden
          onChange={pick}
          aria-label="Folder to send"
        />
        <input
          ref={filesInput}
          type="file"
          multiple
          accept="image/*"
          hidden
          onChange={pick}
          aria-label="Files to send"
        />
        <Divider label="how to prepare them" />
        <Group gap="xs" grow align="start">
          <TextInput
            label="Name"
            placeholder="from the folder"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Largest size"
            data={sizes}
            value={size}
            onChange={(value) => setSize(value ?? '256')}
          />
          <Select
            label="Colour"
            data={colourModes}
            value={colour}
            onChange={(value) => setColour(ColourMode.parse(value ?? 'auto'))}
          />
        </Group>
      </Stack>
    </form>
  );
}
