import { useMemo, useState } from 'react';
import type { RunId } from '../../../../main/contract/ids.ts';
import { useRunFeeds } from '../../../runs/use-run-feed.ts';
import { lineColours } from '../../../theme/theme.ts';
import { GroupChart } from './GroupChart.tsx';
import { GroupHeader } from './GroupHeader.tsx';
import { GroupSamples } from './GroupSamples.tsx';
import { GroupTable } from './GroupTable.tsx';
import classes from './group.module.css';
import type { ColouredMember, Group } from './group-facts.ts';

/** The runs of a sweep beside each other: their lines in one chart, their numbers, and their faces at the same kimg. */
export function GroupView({ group }: { group: Group }) {
  const key = group.members.map(({ id }) => id).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same runs are the same array.
  const ids = useMemo(() => group.members.map(({ id }) => id), [key]);
  const feeds = useRunFeeds(ids);
  const [choices, setChoices] = useState<ReadonlyMap<RunId, boolean>>(new Map());
  const members = group.members.map(
    (run, index): ColouredMember => ({
      run,
      colour: lineColours[index % lineColours.length] ?? 'teal',
      isDrawn: choices.get(run.id) ?? index < drawnAtFirst,
    }),
  );
  return (
    <section className={classes.group} aria-label={`Sweep ${group.name}`}>
      <GroupHeader group={group} />
      <div className={classes.body}>
        <div className={classes.numbers}>
          <GroupChart members={members} feeds={feeds} />
          <GroupTable
            members={members}
            feeds={feeds}
            onDraw={(id, isDrawn) => setChoices(new Map(choices).set(id, isDrawn))}
          />
        </div>
        <GroupSamples members={members} feeds={feeds} />
      </div>
    </section>
  );
}

/** Lines that are drawn at first: as many as there are colours. */
const drawnAtFirst = lineColours.length;
