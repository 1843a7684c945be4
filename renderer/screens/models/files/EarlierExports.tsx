import { useQuery } from '@tanstack/react-query';
import { formatCatalogue } from '../../../../main/contract/models/model-files.ts';
import type { Model } from '../../../../main/contract/models/models.ts';
import { studio } from '../../../client/studio.ts';
import { formatBytes, formatMoment } from '../../../format.ts';
import { describeError } from './describe-error.ts';
import classes from './files.module.css';
import { precisions } from './precisions.ts';

/** What the model was exported as before, with the difference that was measured. */
export function EarlierExports({ model: { id } }: { model: Model }) {
  const from = { kind: 'model', id } as const;
  const exports = useQuery(studio.models.exports.queryOptions({ input: { from } })).data ?? [];
  if (exports.length === 0) return null;
  return (
    <div className={classes.earlier}>
      <table aria-label="Exported before">
        <thead>
          <tr>
            <th>Exported before</th>
            <th>Weights</th>
            <th>Size</th>
            <th>Largest difference of a pixel</th>
          </tr>
        </thead>
        <tbody>
          {exports.map((each) => (
            <tr key={each.id}>
              <td>
                {formatCatalogue[each.format].title}, {formatMoment(new Date(each.createdAt))}
              </td>
              <td>{precisions[each.precision].label}</td>
              <td>{formatBytes(each.sizeBytes)}</td>
              <td>{describeError(each.maxError)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
