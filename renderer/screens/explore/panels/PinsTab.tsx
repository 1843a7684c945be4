import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPin, IconPinnedOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useValueStore } from '../../../client/value-store.ts';
import { recipeOf, startAt } from '../session/exploration.ts';
import { type PinName, type Pins, pinNames } from '../session/pinned.ts';
import { pin, showPin, unpin } from '../session/pins.ts';
import type { Session } from '../session/session.ts';
import { useDrawn } from '../session/use-drawn.ts';
import { Arithmetic } from './Arithmetic.tsx';
import { FaceButton } from './FaceButton.tsx';
import { Interpolation } from './Interpolation.tsx';
import classes from './panels.module.css';

/** Three faces put aside, and what lies between them. */
export function PinsTab({ session }: { session: Session }) {
  const pins = useValueStore(session.pins);
  return (
    <>
      <PinRow session={session} pins={pins} />
      <Interpolation session={session} pins={pins} />
      <Arithmetic session={session} pins={pins} />
    </>
  );
}

function PinRow({ session, pins }: { session: Session; pins: Pins }) {
  const set = useMutation({ mutationFn: (name: PinName) => pin(session, name) });
  const pinned = pinNames.filter((name) => pins[name] !== undefined);
  const recipes = useMemo(
    () => pinNames.flatMap((name) => (pins[name] ? [recipeOf(startAt(pins[name]))] : [])),
    [pins],
  );
  const { data, isPlaceholderData } = useDrawn(session.from, recipes);
  return (
    <section className={classes.block} aria-label="Pins">
      <h3>Pinned faces</h3>
      <ul className={classes.pins}>
        {pinNames.map((name) => {
          const isSet = pins[name] !== undefined;
          return (
            <li key={name}>
              <FaceButton
                label={isSet ? `Show pin ${name}` : `Pin ${name} is empty`}
                picture={isPlaceholderData || !isSet ? undefined : data?.pictures[pinned.indexOf(name)]}
                size={data?.size}
                isDisabled={!isSet}
                onPress={() => showPin(session, name)}
              >
                {!isSet && <span className={classes.empty}>{name}</span>}
              </FaceButton>
              <div className={classes.pinTools}>
                <strong>{name}</strong>
                <Tooltip label={`Pin the face as ${name}`}>
                  <ActionIcon size={24} aria-label={`Pin as ${name}`} onClick={() => set.mutate(name)}>
                    <IconPin size={15} />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label="Take the pin out">
                  <ActionIcon
                    size={24}
                    aria-label={`Unpin ${name}`}
                    disabled={!isSet}
                    onClick={() => unpin(session, name)}
                  >
                    <IconPinnedOff size={15} />
                  </ActionIcon>
                </Tooltip>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
