import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconRotate } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useValueStore } from '../../../client/value-store.ts';
import { movedTo, positionOn } from '../session/exploration.ts';
import { centrePad, turnPad } from '../session/face-actions.ts';
import { commit, follow, type Session, settle, shownExploration } from '../session/session.ts';
import { useExploration } from '../session/use-exploration.ts';
import { PadMap } from './PadMap.tsx';
import { isBeyond, keyStep, placeOnPad, pointAt, type Reach, reaches } from './pad-geometry.ts';
import classes from './stage.module.css';

/** A map of the faces around, to walk on by dragging and by arrow keys. */
export function Pad({ session }: { session: Session }) {
  const axes = useValueStore(session.axes);
  const { shown, settled } = useExploration(session);
  const [reachName, setReachName] = useState<Reach>('middle');
  const [isDragging, setIsDragging] = useState(false);
  const pad = useRef<HTMLDivElement>(null);
  // Arrow keys walk as soon as the screen is there.
  useEffect(() => pad.current?.focus({ preventScroll: true }), []);
  const centre = useMutation({ mutationFn: () => centrePad(session) });
  const reach = reaches[reachName][axes.kind];
  const point = positionOn(shown, axes);
  const { left, top } = placeOnPad(point, reach);

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const to = pointAt(event.currentTarget.getBoundingClientRect(), event, reach);
    follow(session, movedTo(shownExploration(session), axes, to));
  };
  const pressKey = (event: KeyboardEvent) => {
    const to = keyStep(positionOn(shownExploration(session), axes), event, reach);
    if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    commit(session, movedTo(shownExploration(session), axes, to), walk, 'keys');
  };

  return (
    <section className={classes.walk} aria-label="Neighbours">
      <div className={classes.padHead}>
        <h2>Neighbours</h2>
        <div className={classes.padTools}>
          <SegmentedControl
            size="xs"
            aria-label="How far the map reaches"
            value={reachName}
            onChange={(value) => isReach(value) && setReachName(value)}
            data={Object.entries(reaches).map(([value, { label }]) => ({ value, label }))}
          />
          <Tooltip label="Walk along two other random directions">
            <ActionIcon
              aria-label="Other directions"
              disabled={axes.kind !== 'random'}
              onClick={() => turnPad(session)}
            >
              <IconRotate size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Make this face the middle of the map">
            <ActionIcon
              aria-label="Centre here"
              disabled={axes.kind === 'random' && shown.x === 0 && shown.y === 0}
              loading={centre.isPending}
              onClick={() => centre.mutate()}
            >
              <IconFocusCentered size={17} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
      <div className={classes.frame}>
        <div
          ref={pad}
          role="slider"
          tabIndex={0}
          data-testid="pad"
          className={classes.pad}
          aria-label="Walk: drag, or press arrow keys; Shift for larger steps, Home for the middle"
          aria-valuemin={-reach}
          aria-valuemax={reach}
          aria-valuenow={point.x}
          aria-valuetext={`${point.x} across, ${point.y} up`}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setIsDragging(true);
            drag(event);
          }}
          onPointerMove={(event) => isDragging && drag(event)}
          onPointerUp={() => {
            setIsDragging(false);
            settle(session, walk);
          }}
          onPointerCancel={() => {
            setIsDragging(false);
            settle(session, walk);
          }}
          onKeyDown={pressKey}
        >
          <PadMap session={session} exploration={settled} axes={axes} reach={reach} />
          <span
            className={classes.handle}
            data-beyond={isBeyond(point, reach) || undefined}
            style={{ left: `${left}%`, top: `${top}%` }}
          />
        </div>
      </div>
    </section>
  );
}

const walk = 'Walk';
const isReach = (value: string): value is Reach => value in reaches;
