import { ActionIcon, Button, Menu, Group as Row } from '@mantine/core';
import { IconDots, IconPlayerPauseFilled, IconPlayerPlayFilled, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { SweepAxis } from '../../../../main/contract/runs/run-group.ts';
import { isWaiting } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { ScreenHeading } from '../../../components/Screen.tsx';
import { Stat, Stats } from '../../../components/Stat.tsx';
import { formatQuantity } from '../../../format.ts';
import { compare } from '../../../generators/compared.ts';
import { isBusy, isResumable } from '../../../runs/run-actions.ts';
import { navigate } from '../../../view-state.ts';
import { StopButton } from '../StopButton.tsx';
import classes from './group.module.css';
import { describeStates, type Group } from './group-facts.ts';

export const axisTitles: Record<SweepAxis, string> = {
  gamma: 'γ of R1 and R2',
  'learning-rate': 'Learning rates',
  seed: 'Seed',
};

/** What the sweep is, how far it has come, and what can be done with all of it. */
export function GroupHeader({ group }: { group: Group }) {
  const { members } = group;
  const input = { id: group.id };
  const pause = useMutation(studio.sweeps.pause.mutationOptions());
  const resume = useMutation(studio.sweeps.resume.mutationOptions());
  const stop = useMutation(studio.sweeps.stop.mutationOptions());
  const [isRemoving, setIsRemoving] = useState(false);
  const isGoing = members.some((run) => isBusy(run) || isWaiting(run));
  const canGoOn = members.some(isResumable);
  const [first] = members;
  return (
    <header className={classes.head}>
      <ScreenHeading title={group.name}>
        <Row gap="xs" ml="auto" wrap="nowrap">
          {isGoing && (
            <Button
              variant="default"
              leftSection={<IconPlayerPauseFilled size={14} />}
              loading={pause.isPending}
              onClick={() => pause.mutate(input)}
            >
              Pause all
            </Button>
          )}
          {canGoOn && (
            <Button
              leftSection={<IconPlayerPlayFilled size={14} />}
              loading={resume.isPending}
              onClick={() => resume.mutate(input)}
            >
              Resume all
            </Button>
          )}
          {(isGoing || canGoOn) && (
            <StopButton
              label="Stop all"
              hint="Ends all runs, each with a last checkpoint. Each can go on later, with a new length."
              isPending={stop.isPending}
              onClick={() => stop.mutate(input)}
            />
          )}
          <Button variant="default" onClick={() => compare(members.map(({ id }) => ({ kind: 'run', id })))}>
            Compare
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label="More for this sweep">
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                disabled={members.some(isBusy)}
                onClick={() => setIsRemoving(true)}
              >
                Remove all runs…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Row>
      </ScreenHeading>
      <Stats>
        <Stat label="Varied" hint="Everything else is the same in all runs">
          {axisTitles[group.axis]}
        </Stat>
        <Stat label="Runs">{describeStates(members)}</Stat>
        {first && <Stat label="Dataset">{first.datasetName}</Stat>}
        {first && <Stat label="Preset">{first.preset}</Stat>}
      </Stats>
      {isRemoving && <RemoveDialog group={group} onClose={() => setIsRemoving(false)} />}
    </header>
  );
}

function RemoveDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const remove = useMutation({
    ...studio.sweeps.remove.mutationOptions(),
    onSuccess: () => navigate({ screen: 'train' }),
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      title={`Remove ${group.name}`}
      action="Remove"
      keep="Keep them"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ id: group.id })}
      onClose={onClose}
    >
      The checkpoints, losses and sample grids of {formatQuantity(group.members.length, 'run')} are deleted.
      Models that were kept from them stay.
    </ConfirmDialog>
  );
}
