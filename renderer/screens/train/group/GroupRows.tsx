import type { RunId } from '../../../../main/contract/ids.ts';
import { describeVariant } from '../../../../main/contract/runs/run-group.ts';
import { SideList, SideRow } from '../../../components/SidePanel.tsx';
import { navigate } from '../../../view-state.ts';
import { RunRow } from '../RunRow.tsx';
import classes from './group.module.css';
import { describeStates, type Group } from './group-facts.ts';

interface Props {
  group: Group;
  /** True when the comparison is shown. */
  isSelected: boolean;
  /** The run that is shown. */
  shown: RunId | undefined;
}

/** A sweep in the list at the left; its runs stand below it while it or one of them is shown. */
export function GroupRows({ group, isSelected, shown }: Props) {
  const isOpen = isSelected || group.members.some(({ id }) => id === shown);
  return (
    <>
      <SideRow
        isSelected={isSelected}
        onSelect={() => navigate({ screen: 'train', groupId: group.id })}
        title={group.name}
        detail={`Sweep: ${describeStates(group.members)}`}
      />
      {isOpen && (
        <li className={classes.members}>
          <SideList label={`Runs of ${group.name}`}>
            {group.members.map((run) => (
              <RunRow
                key={run.id}
                listed={run}
                isSelected={run.id === shown}
                title={describeVariant(run.group)}
              />
            ))}
          </SideList>
        </li>
      )}
    </>
  );
}
