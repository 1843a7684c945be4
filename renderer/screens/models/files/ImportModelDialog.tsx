import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ChangeEvent, type SubmitEvent, useRef, useState } from 'react';
import type { JobId, UploadId } from '../../../../main/contract/ids.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { bridge, studio } from '../../../client/studio.ts';
import { useTellsOf } from '../../../client/told-jobs.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { PathField } from '../../../components/PathField.tsx';
import { ProgressLine } from '../../../components/ProgressLine.tsx';
import { importModel, sendModel } from './model-file-actions.ts';

/** Asks where a model is, and what to call it. */
export function ImportModelDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [jobId, setJobId] = useState<JobId>();
  const bring = useMutation({
    mutationFn: (from: { path: string } | { uploadId: UploadId }) =>
      importModel({ ...from, name: name.trim() || undefined }, setJobId),
    meta: toldInPlace,
  });
  // Only while this dialog is open: another may be by the time that the model is there.
  const start = (from: Parameters<typeof bring.mutate>[0]) => bring.mutate(from, { onSuccess: onClose });
  const send = useMutation({
    mutationFn: sendModel,
    onSuccess: (uploadId) => uploadId && start({ uploadId }),
  });
  const isBusy = send.isPending || bring.isPending;
  useTellsOf(jobId);
  const job = useQuery(studio.jobs.list.queryOptions()).data?.find(({ id }) => id === jobId);
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim()) start({ path: path.trim() });
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
            isBusy={isBusy}
          />
          {bring.isPending && job && (
            <ProgressLine
              title={job.title}
              progress={job.progress}
              onCancel={() => cancel.mutate({ id: job.id })}
            />
          )}
          {bring.error && <ErrorNotice error={presentError(bring.error)} action={null} />}
          <TextInput
            label="Name"
            placeholder="from the file"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {bridge ? (
            <ChooseButton
              isBusy={isBusy}
              onClick={() =>
                void bridge?.chooseSources('model').then(([chosen]) => chosen && start({ path: chosen }))
              }
            />
          ) : (
            <SendFiles isBusy={isBusy} onChosen={(files) => send.mutate(files)} />
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

interface SendFilesProps {
  isBusy: boolean;
  onChosen: (files: File[]) => void;
}

/** Files of the browser's machine. */
function SendFiles({ isBusy, onChosen }: SendFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = Array.from(event.currentTarget.files ?? []);
    if (files.length > 0) onChosen(files);
  };
  return (
    <>
      <ChooseButton isBusy={isBusy} onClick={() => input.current?.click()} />
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

const ChooseButton = ({ isBusy, onClick }: { isBusy: boolean; onClick: () => void }) => (
  <Button variant="default" leftSection={<IconFile size={16} />} disabled={isBusy} onClick={onClick}>
    {bridge ? 'Choose a file' : 'Send files from this browser’s machine'}
  </Button>
);
