import { Button, Checkbox, FileButton } from '@mantine/core';
import { IconPhotoSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { studio } from '../../../client/studio.ts';
import { ProgressLine } from '../../../components/ProgressLine.tsx';
import { HelpMark } from '../../../help/HelpMark.tsx';
import type { Session } from '../session/session.ts';
import { Projection } from './Projection.tsx';
import classes from './panels.module.css';
import { projectPhoto } from './photo-actions.ts';

/** Looks for the latent whose face is nearest to a photo, and shows how near it came. */
export function PhotoTab({ session }: { session: Session }) {
  const { from } = session;
  const [isAsIs, setIsAsIs] = useState(false);
  const project = useMutation({
    mutationFn: (file: File) => projectPhoto(session, file, isAsIs ? 'as-is' : 'align'),
  });
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const jobs = useQuery(studio.jobs.list.queryOptions()).data ?? [];
  const running = jobs.find(({ kind, state }) => kind === 'project' && state === 'running');
  const { data: kept = [] } = useQuery(studio.latents.list.queryOptions({ input: { from } }));
  const projections = kept.filter(({ residual }) => residual !== undefined);
  return (
    <>
      <section className={classes.block} aria-label="Project a photo">
        <h3>
          A photo as a face <HelpMark topic="projection" />
        </h3>
        {running ? (
          <ProgressLine
            title={running.title}
            progress={running.progress}
            onCancel={() => cancel.mutate({ id: running.id })}
          />
        ) : (
          <>
            <FileButton accept="image/*" onChange={(file) => file && project.mutate(file)}>
              {(props) => (
                <Button {...props} leftSection={<IconPhotoSearch size={15} />} loading={project.isPending}>
                  Choose a photo
                </Button>
              )}
            </FileButton>
            <Checkbox
              label="It is cropped already: take it as it is"
              checked={isAsIs}
              onChange={(event) => setIsAsIs(event.currentTarget.checked)}
            />
            <p className={classes.hint}>
              Or drop one on the window. Its largest face is put straight as a dataset’s faces are; then the
              face nearest to it is looked for among those that the model can draw.
            </p>
          </>
        )}
      </section>
      {projections.map((latent) => (
        <Projection key={latent.id} session={session} latent={latent} />
      ))}
    </>
  );
}
