import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { studio } from '../../client/studio.ts';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import { formatBytes } from '../../format.ts';
import classes from './settings.module.css';

/** Sets TensorFlow's CUDA build up for the card of this computer: what it takes, the button, and how far it is. */
export function CudaSetup() {
  const client = useQueryClient();
  const found = useQuery(studio.system.cudaSetup.queryOptions());
  const jobs = useQuery(studio.jobs.list.queryOptions()).data ?? [];
  const start = useMutation(studio.system.setUpCuda.mutationOptions());
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const running = jobs.find(({ kind, state }) => kind === 'set-up-cuda' && state === 'running');
  const isRunning = running !== undefined;
  useEffect(() => {
    // What is known of the cards is out of date as soon as a set-up has ended.
    if (!isRunning) return;
    return () => void client.invalidateQueries({ queryKey: studio.system.key() });
  }, [client, isRunning]);
  if (running)
    return (
      <ProgressLine
        title={running.title}
        progress={running.progress}
        onCancel={() => cancel.mutate({ id: running.id })}
      />
    );
  if (found.error) return <LoadFailure error={found.error} />;
  if (!found.data) return <p className={classes.hint}>Looking at what a set-up would take …</p>;
  switch (found.data.state) {
    case 'ready':
      return <p className={classes.hint}>TensorFlow for graphics cards is set up.</p>;
    case 'impossible':
      return (
        <p className={classes.hint}>
          {found.data.reason} {found.data.next}
        </p>
      );
    case 'possible':
      return (
        <div className={classes.setup}>
          <p className={classes.hint}>
            TensorFlow for graphics cards is a download of about {formatBytes(found.data.downloadBytes)}. It
            keeps {formatBytes(found.data.keptBytes)} in {found.data.folder}, and takes{' '}
            {formatBytes(found.data.peakDiskBytes)} of disk for a moment. You can cancel it and go on later.
          </p>
          <Button variant="default" loading={start.isPending} onClick={() => start.mutate({})}>
            Set up
          </Button>
        </div>
      );
  }
}
