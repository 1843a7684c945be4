import { useQuery } from '@tanstack/react-query';
import type { RunDiskUse } from '../../../main/contract/runs/runs.ts';
import { studio } from '../../client/studio.ts';
import { formatBytes } from '../../format.ts';
import { navigate, settingsDialogOpen } from '../../view-state.ts';
import classes from './settings.module.css';

/** What each run holds on disk, largest first, and what is left. */
export function DiskUseTable() {
  const uses = useQuery(studio.runs.diskUse.queryOptions()).data;
  const free = useQuery(studio.system.info.queryOptions()).data?.libraryBytesFree;
  if (!uses) return null;
  if (uses.length === 0) return <p className={classes.hint}>No runs yet.</p>;
  const all = uses.reduce((sum, use) => sum + totalOf(use), 0);
  return (
    <>
      <p className={classes.hint}>
        Runs take {formatBytes(all)}
        {free !== undefined && `; ${formatBytes(free)} are free on the library’s disk`}. Remove a run in its
        menu.
      </p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>Run</th>
              <th>Checkpoints</th>
              <th>Sample grids</th>
              <th>Together</th>
            </tr>
          </thead>
          <tbody>
            {uses
              .toSorted((a, b) => totalOf(b) - totalOf(a))
              .map((use) => (
                <tr key={use.id}>
                  <td>
                    <button
                      type="button"
                      onClick={() => {
                        settingsDialogOpen.set(false);
                        navigate({ screen: 'train', runId: use.id });
                      }}
                    >
                      {use.name}
                    </button>
                  </td>
                  <td>{formatBytes(use.checkpointBytes)}</td>
                  <td>{formatBytes(use.sampleBytes)}</td>
                  <td>{formatBytes(totalOf(use))}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const totalOf = ({ checkpointBytes, sampleBytes }: RunDiskUse) => checkpointBytes + sampleBytes;
