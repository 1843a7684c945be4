import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconBookmark } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { dragOut, pictureName } from '../../../client/drag-out.ts';
import { presentError } from '../../../client/present-error.ts';
import { useValueStore } from '../../../client/value-store.ts';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { saveFace } from '../session/face-actions.ts';
import { canRedo, canUndo, redo, shownStep, undo } from '../session/history.ts';
import { type Session, travel } from '../session/session.ts';
import classes from './stage.module.css';

/** The face, large, and what can be done with it. */
export function FaceStage({ session }: { session: Session }) {
  const history = useValueStore(session.history);
  const draft = useValueStore(session.draft);
  const face = useValueStore(session.face);
  const failure = useValueStore(session.failure);
  const save = useMutation({ mutationFn: () => saveFace(session) });
  const step = shownStep(history);
  // A step that was drawn before is shown at once; what a hand drags, when it comes.
  const picture = draft === undefined ? (step.picture ?? face?.picture) : face?.picture;

  return (
    <figure className={classes.stage} aria-label="Face">
      <div className={classes.frame}>
        {!picture && failure === undefined && (
          <p className={classes.waiting} role="status">
            Loading the generator
          </p>
        )}
        {picture && (
          <img
            src={picture}
            alt={`Face: ${step.label}`}
            data-testid="explored-face"
            data-pixelated={(face?.size ?? 0) < 128 || undefined}
            draggable
            onDragStart={(event) => dragOut(event, [{ name: pictureName(step.label), address: picture }])}
          />
        )}
      </div>
      {failure !== undefined && <ErrorNotice error={presentError(failure)} action={null} />}
      <figcaption className={classes.caption}>
        <Group gap={4} wrap="nowrap">
          <Tooltip label="Undo">
            <ActionIcon aria-label="Undo" disabled={!canUndo(history)} onClick={() => travel(session, undo)}>
              <IconArrowBackUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Redo">
            <ActionIcon aria-label="Redo" disabled={!canRedo(history)} onClick={() => travel(session, redo)}>
              <IconArrowForwardUp size={18} />
            </ActionIcon>
          </Tooltip>
        </Group>
        <span className={classes.drawn}>
          {face && `${face.size} × ${face.size} · drawn in ${Math.round(face.milliseconds)} ms`}
        </span>
        <Button
          size="compact-sm"
          flex="none"
          variant="default"
          leftSection={<IconBookmark size={14} />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          Save
        </Button>
      </figcaption>
    </figure>
  );
}
