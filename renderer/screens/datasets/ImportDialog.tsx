import { Button, Divider, Group, Modal, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconFiles, IconFolder, IconShieldLock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, type SubmitEvent, useRef, useState } from 'react';
import { ColourMode, type ImportInput } from '../../../main/contract/datasets/datasets.ts';
import { pickedFiles } from '../../client/folder-walk.ts';
import { presentError } from '../../client/present-error.ts';
import { toldInPlace } from '../../client/query-client.ts';
import { bridge } from '../../client/studio.ts';
import { useValueStore } from '../../client/value-store.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PathField } from '../../components/PathField.tsx';
import { type ImportRequest, importDialog } from '../../view-state.ts';
import classes from './datasets.module.css';
import { type ImportTarget, importPaths, importPicked } from './import-actions.ts';

/** One line that must stay true: a test watches for connections while an import and a training run. */
export const privacyPromise =
  'Your photos stay on this machine, unless you send a training to a place of your own.';

/** Asks where pictures are, and how they are to be prepared. */
export function ImportDialog() {
  const request = useValueStore(importDialog);
  const close = () => importDialog.set(undefined);
  const title = request?.addTo ? `Add to ${request.addTo.name}` : 'Import photos';
  return (
    <Modal opened={request !== undefined} onClose={close} title={title} size={560}>
      {request && <ImportForm request={request} onDone={close} />}
    </Modal>
  );
}

const sizes = ['28', '64', '128', '256', '512', '1024'].map((value) => ({
  value,
  label: `${value} × ${value}`,
}));
const colourModes = [
  { value: 'auto', label: 'As the pictures are' },
  { value: 'colour', label: 'Colour' },
  { value: 'grey', label: 'Grey' },
];
const facesModes: readonly { value: ImportInput['faces']; label: string; description: string }[] = [
  { value: 'auto', label: 'Automatic', description: 'Looks at a few pictures first' },
  { value: 'align', label: 'Align faces', description: 'Every face found, eyes level and in place' },
  { value: 'centre', label: 'Centre crop', description: 'The middle square of each picture' },
  { value: 'as-is', label: 'Use as is', description: 'Drawings, digits, prepared faces' },
];

function ImportForm({ request, onDone }: { request: ImportRequest; onDone: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [size, setSize] = useState('256');
  const [colour, setColour] = useState<ColourMode>('auto');
  const [faces, setFaces] = useState<ImportInput['faces']>(request.faces ?? 'auto');
  const target: ImportTarget = request.addTo
    ? { addTo: request.addTo.id }
    : { name: name.trim(), size: Number(size), colour, faces };
  const byPath = useMutation({
    mutationFn: (paths: string[]) => importPaths(paths, target),
    onSuccess: onDone,
    meta: toldInPlace,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim()) byPath.mutate([path.trim()]);
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <PathField
          label="Folder on the studio's machine"
          placeholder="/photos/portraits"
          path={path}
          onChange={setPath}
          isBusy={byPath.isPending}
        />
        {byPath.error && <ErrorNotice error={presentError(byPath.error)} action={null} />}
        {bridge ? (
          <DesktopChoice onPaths={(paths) => paths.length > 0 && byPath.mutate(paths)} />
        ) : (
          <BrowserChoice target={target} onDone={onDone} />
        )}
        <Text className={classes.hint}>
          Folders of any depth, JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP, ZIP and TAR archives, IDX digits.
        </Text>
        {!request.addTo && (
          <>
            <Divider label="how to prepare them" />
            <Radio.Group value={faces} onChange={setFaces} aria-label="Faces">
              <div className={classes.modes}>
                {facesModes.map((mode) => (
                  <Radio key={mode.value} {...mode} />
                ))}
              </div>
            </Radio.Group>
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
          </>
        )}
        <p className={classes.promise}>
          <IconShieldLock size={16} aria-hidden />
          {privacyPromise}
        </p>
      </Stack>
    </form>
  );
}

/** The system's own dialogs. */
function DesktopChoice({ onPaths }: { onPaths: (paths: string[]) => void }) {
  const choose = (kind: 'folders' | 'files') => void bridge?.chooseSources(kind).then(onPaths);
  return <ChoiceButtons onFolder={() => choose('folders')} onFiles={() => choose('files')} />;
}

/** Files of the browser's machine, which are sent to the studio. */
function BrowserChoice({ target, onDone }: { target: ImportTarget; onDone: () => void }) {
  const folderInput = useRef<HTMLInputElement>(null);
  const filesInput = useRef<HTMLInputElement>(null);
  const byPicking = useMutation({
    mutationFn: (files: File[]) => importPicked(pickedFiles(files), target),
  });
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = Array.from(event.currentTarget.files ?? []);
    if (files.length === 0) return;
    byPicking.mutate(files);
    onDone();
  };
  return (
    <>
      <Divider label="or send from this browser's machine" />
      <ChoiceButtons
        onFolder={() => folderInput.current?.click()}
        onFiles={() => filesInput.current?.click()}
      />
      <input
        ref={folderInput}
        type="file"
        webkitdirectory=""
        hidden
        onChange={pick}
        aria-label="Folder to send"
      />
      <input ref={filesInput} type="file" multiple hidden onChange={pick} aria-label="Files to send" />
    </>
  );
}

function ChoiceButtons({ onFolder, onFiles }: { onFolder: () => void; onFiles: () => void }) {
  return (
    <Group gap="xs" grow>
      <Button variant="default" leftSection={<IconFolder size={16} />} onClick={onFolder}>
        Choose a folder
      </Button>
      <Button variant="default" leftSection={<IconFiles size={16} />} onClick={onFiles}>
        Choose files
      </Button>
    </Group>
  );
}
