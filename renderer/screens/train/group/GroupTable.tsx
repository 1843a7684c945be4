import { useComputedColorScheme } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { RunId } from '../../../../main/contract/ids.ts';
import { describeVariant } from '../../../../main/contract/runs/run-group.ts';
import { studio } from '../../../client/studio.ts';
import { formatKimg } from '../../../format.ts';
import { HelpMark } from '../../../help/HelpMark.tsx';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { useNewest } from '../../../runs/use-run-feed.ts';
import { chartColours } from '../../../theme/theme.ts';
import { viewHash } from '../../../view-state.ts';
import { StateMark } from '../StateMark.tsx';
import classes from './group.module.css';
import type { ColouredMember } from './group-facts.ts';
import { useLatest } from './use-latest.ts';

interface Props {
  members: readonly ColouredMember[];
  feeds: ReadonlyMap<RunId, RunFeed>;
  /** Draws the line of a run, or leaves it out. */
  onDraw: (id: RunId, isDrawn: boolean) => void;
}

/** The newest numbers of each run; KID where a checkpoint was scored. */
export function GroupTable({ members, feeds, onDraw }: Props) {
  const scores = useQueries({
    queries: members.map(({ run }) => studio.runs.checkpoints.queryOptions({ input: { id: run.id } })),
    combine: (results) =>
      results.map(({ data = [] }) => {
        const kids = data.flatMap(({ kid }) => kid ?? []);
        return kids.length > 0 ? Math.min(...kids) : undefined;
      }),
  });
  const isScored = scores.some((kid) => kid !== undefined);
  return (
    <div className={classes.tablePane}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Shown</th>
            <th scope="col" title="Discriminator loss, averaged over the last steps, in nats">
              D
            </th>
            <th scope="col" title="Generator loss, averaged over the last steps, in nats">
              G
            </th>
            <th scope="col" title="Of the last tick: 1 = as varied as the real pictures">
              Diversity <HelpMark topic="diversity" />
            </th>
            {isScored && (
              <th scope="col" title="The best of the run’s checkpoints; lower is better">
                KID <HelpMark topic="kid" />
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member, index) => (
            <MemberRow
              key={member.run.id}
              member={member}
              feed={feeds.get(member.run.id)}
              kid={isScored ? (scores[index] ?? null) : undefined}
              onDraw={(isDrawn) => onDraw(member.run.id, isDrawn)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  member: ColouredMember;
  feed: RunFeed | undefined;
  /** `null` = not scored; absent = no run is. */
  kid: number | null | undefined;
  onDraw: (isDrawn: boolean) => void;
}

function MemberRow({ member: { run: listed, colour, isDrawn }, feed, kid, onDraw }: RowProps) {
  const run = useNewest(listed, feed);
  const latest = useLatest(feed);
  const scheme = useComputedColorScheme('dark');
  const label = describeVariant(listed.group);
  return (
    <tr>
      <th scope="row">
        <input
          type="checkbox"
          checked={isDrawn}
          style={{ accentColor: chartColours[scheme][colour] }}
          aria-label={`Draw ${label}`}
          onChange={(event) => onDraw(event.currentTarget.checked)}
        />
        <a href={viewHash({ screen: 'train', runId: run.id })}>{label}</a>
      </th>
      <td>
        <StateMark run={run} />
      </td>
      <td>{formatKimg(run.nimg)}</td>
      <td>{formatNumber(latest.dLoss)}</td>
      <td>{formatNumber(latest.gLoss)}</td>
      <td>{formatNumber(latest.diversity)}</td>
      {kid !== undefined && <td>{kid === null ? '–' : kid.toFixed(4)}</td>}
    </tr>
  );
}

const formatNumber = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
