import { ActionIcon, Slider } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Direction } from '../../../../main/contract/latents/directions.ts';
import { studio } from '../../../client/studio.ts';
import { EditableName } from '../../../components/EditableName.tsx';
import { editOf, withEdit } from '../session/exploration.ts';
import { commit, follow, type Session, settle } from '../session/session.ts';
import { useExploration } from '../session/use-exploration.ts';
import classes from './panels.module.css';

interface Props {
  session: Session;
  direction: Direction;
}

/** How far the face is moved along one direction; its name is changed by pressing it. */
export function DirectionSlider({ session, direction: { id, name, share } }: Props) {
  const { shown } = useExploration(session);
  const rename = useMutation(studio.latents.renameDirection.mutationOptions());
  const amount = editOf(shown, id);
  return (
    <li>
      <div className={classes.sliderHead}>
        <EditableName
          name={rename.isPending ? rename.variables.name : name}
          hint={`it holds ${(share * 100).toFixed(1)} % of what differs`}
          className={classes.name}
          onRename={(next) => rename.mutate({ id, name: next })}
        />
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
        classNames={{ bar: classes.noBar }}
        label={null}
        value={amount}
        onChange={(value) => follow(session, withEdit(shown, id, value))}
        onChangeEnd={() => settle(session, name, `direction ${id}`)}
      />
    </li>
  );
}

/** Standard deviations to each side: further out, faces come apart. */
const sliderReach = 5;
