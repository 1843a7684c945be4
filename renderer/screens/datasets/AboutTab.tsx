import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Dataset } from '../../../main/contract/datasets/datasets.ts';
import type { Diagnosis } from '../../../main/contract/datasets/diagnosis.ts';
import { formatCount } from '../../format.ts';
import { facesModeNames } from './DatasetHeader.tsx';
import { IgnoredFiles } from './IgnoredFiles.tsx';
import { saveReport } from './report-actions.ts';
import classes from './tabs.module.css';

/** Where the pictures come from; every model that learns from them carries this along. */
export function AboutTab({ dataset, diagnosis }: { dataset: Dataset; diagnosis: Diagnosis }) {
  const save = useMutation({ mutationFn: (format: 'html' | 'json') => saveReport(dataset, format) });
  return (
    <div className={classes.sheet}>
      <table className={classes.imports} aria-label="Imports">
        <thead>
          <tr>
            <th>Imported</th>
            <th>From</th>
            <th>Prepared</th>
            <th data-number>Files</th>
            <th data-number>In use</th>
            <th data-number>Left out</th>
            <th data-number>Set aside</th>
            <th data-number>Ignored</th>
          </tr>
        </thead>
        <tbody>
          {diagnosis.imports.map(({ importedAt, sources, faces, size, files }) => (
            <tr key={importedAt}>
              <td>{when.format(new Date(importedAt))}</td>
              <td className="selectable">{sources.join(', ')}</td>
              <td>
                {facesModeNames[faces]}, up to {size}
              </td>
              <td data-number>{formatCount(files.seen)}</td>
              <td data-number>{formatCount(files.imported)}</td>
              <td data-number>{formatCount(files.leftOut)}</td>
              <td data-number>{formatCount(files.quarantined)}</td>
              <td data-number>{formatCount(files.ignored)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <IgnoredFiles groups={diagnosis.ignored} />
      <p>
        SHA-256 over all pictures in use: <code className="selectable">{diagnosis.setHash}</code>
      </p>
      <p className={classes.hint}>
        Every model trained on this dataset carries this history and this hash. One picture in twenty is held
        out, by a hash of its content: adding pictures never moves one from training to the test or back.
      </p>
      <Group gap="xs" mt="md">
        <Button variant="default" onClick={() => save.mutate('html')} loading={save.isPending}>
          Save report
        </Button>
        <Button variant="default" onClick={() => save.mutate('json')} disabled={save.isPending}>
          Save as JSON
        </Button>
      </Group>
    </div>
  );
}

const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
