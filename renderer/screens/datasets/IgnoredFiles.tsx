import type { IgnoredGroup } from '../../../main/contract/datasets/diagnosis.ts';
import { formatCount } from '../../format.ts';
import classes from './tabs.module.css';

/** Which files the imports passed over, and why. */
export function IgnoredFiles({ groups }: { groups: readonly IgnoredGroup[] }) {
  if (groups.length === 0) return null;
  return (
    <table className={classes.imports} aria-label="Ignored files">
      <thead>
        <tr>
          <th>Ignored because they are</th>
          <th>For example</th>
          <th data-number>Files</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ reason, count, examples }) => (
          <tr key={reason}>
            <td>{reason}</td>
            <td className="selectable" title={examples.join('\n')}>
              {examples.slice(0, named).join(', ')}
            </td>
            <td data-number>{formatCount(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Files of a reason that are named; the others are counted. */
const named = 3;
