import { ActionIcon, Slider, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Direction } from '../../../../main/contract/latents/directions.ts';
import { studio } from '../../../client/studio.ts';
import { editOf, withEdit } from '../session/exploration.ts';
import { commit, follow, type Session, settle } from '../session/session.ts';
import { useExploration } from '../session/use-exploration.ts';
import classes from './panels.module.css';

/** Standard deviations to each side: further out, faces come apart. */
const sliderReach = 5;

interface Props {
  session: Session;
  direction: Direction;
}

/** How far the face is moved along one direction; its name is changed by pressing it. */
export function DirectionSlider({ session, direction: { id, name, share } }: Props) {
  const { shown } = useExploration(session);
  const [isNaming, setIsNaming] = useState(false);
  const rename = useMutation(studio.latents.renameDirection.mutationOptions());
  const amount = editOf(shown, id);
  const settleName = (next: string) => {
    setIsNaming(false);
    if (next.trim() !== '' && next.trim() !== name) rename.mutate({ id, name: next.trim() });
  };
  return (
    <li>
      <div className={classes.sliderHead}>
        {isNaming ? (
          <TextInput
            aria-label={`Name of ${name}`}
            size="xs"
            flex={1}
            autoFocus
            maxLength={80}
            defaultValue={name}
            onFocus={(event) => event.currentTarget.select()}
            onBlur={(event) => settleName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur();
              if (event.key === 'Escape') setIsNaming(false);
            }}
          />
        ) : (
          <Tooltip label={`Rename; it holds ${(share * 100).toFixed(1)} % of what differs`}>
            <UnstyledButton
              className={classes.name!}
              aria-label={`Rename ${name}`}
              onClick={() => setIsNaming(true)}
            >
              {rename.isPending ? rename.variables.name : name}
            </UnstyledButton>
          </Tooltip>
        )}
        <output>{amount.toFixed(1)} SD</output>
        <ActionIcon
          size={22}
          aria-label={`Back to 0: ${name}`}
          disabled={amount === 0}
          onClick={() => commit(session, withEdit(shown, id, 0), name)}
        >
          <IconArrowBackUp size={14} />
        </ActionIcon>
      </div>
      <Slider
        thumbLabel={name}
        thumbValueText={`${amount.toFixed(1)} standard deviations`}
        min={-sliderReach}
        max={sliderReach}
        step={0.1}
        marks={[{ value: 0 }]}
        classNames={{ bar: classes.noBar! }}
        label={null}
        value={amount}
        onChange={(value) => follow(session, withEdit(shown, id, value))}
        onChangeEnd={() => settle(session, name, `direction ${id}`)}
      />
    </li>
  );
}
