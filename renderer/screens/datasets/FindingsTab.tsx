import { Button, SegmentedControl } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Dataset } from '../../../main/contract/datasets/datasets.ts';
import type { Diagnosis } from '../../../main/contract/datasets/diagnosis.ts';
import {
  type FindingKind,
  type FindingPolicy,
  type FindingSummary,
  findingCatalogue,
} from '../../../main/contract/datasets/findings.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { client, studio } from '../../client/studio.ts';
import { formatCount, formatQuantity } from '../../format.ts';
import { Bars } from './Bars.tsx';
import classes from './tabs.module.css';

interface Props {
  dataset: Dataset;
  diagnosis: Diagnosis;
  onShow: (kind: FindingKind) => void;
}

/** What the doctor found, what is done about it, and how the pictures are spread. */
export function FindingsTab({ dataset, diagnosis, onShow }: Props) {
  const { findings, sizes, colour, facesPerFile, people } = diagnosis;
  return (
    <div className={classes.sheet}>
      {findings.length === 0 && (
        <p className={classes.allGood}>
          <IconCircleCheck size={18} aria-hidden />
          Nothing was found to be wrong with these pictures.
        </p>
      )}
      <ul className={classes.findings} aria-label="Findings">
        {findings.map((finding) => (
          <Finding key={finding.kind} dataset={dataset} finding={finding} onShow={onShow} />
        ))}
      </ul>
      {dataset.faces !== 'align' && (
        <p className={classes.hint}>
          Poses and people are looked at when faces are aligned; these pictures were taken{' '}
          {dataset.faces === 'centre' ? 'from the centre' : 'as they are'}.
        </p>
      )}
      <div className={classes.charts}>
        <section>
          <h2>Pixels along a side, in the source</h2>
          <Bars
            rows={sizes.map(({ from, count }, i) => ({
              label: i + 1 < sizes.length ? `${from}–${(sizes[i + 1]?.from ?? 0) - 1}` : `${from} and more`,
              count,
            }))}
          />
        </section>
        <section>
          <h2>Colour</h2>
          <Bars
            rows={[
              { label: 'grey', count: colour.grey },
              { label: 'colour', count: colour.colour },
            ]}
          />
          {facesPerFile && (
            <>
              <h2>Faces a file</h2>
              <Bars rows={facesPerFile.map((count, faces) => ({ label: String(faces), count }))} />
            </>
          )}
        </section>
      </div>
      {people.map(({ count, share, examples }, i) => (
        <section key={examples[0]} className={classes.person}>
          <h2>
            Person {i + 1}: {formatQuantity(count, 'picture')}, {percent(share)} of the set
          </h2>
          <Strip dataset={dataset} indices={examples} />
        </section>
      ))}
    </div>
  );
}

const exampleCount = 8;
const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function Finding({
  dataset,
  finding,
  onShow,
}: {
  dataset: Dataset;
  finding: FindingSummary;
  onShow: Props['onShow'];
}) {
  const { kind, count, leftOut, policy } = finding;
  const { title, explanation } = findingCatalogue[kind];
  const examples = useQuery(studio.datasets.select.queryOptions({ input: { id: dataset.id, finding: kind } }))
    .data?.indices;
  const setPolicy = useMutation({
    mutationFn: (wanted: FindingPolicy) =>
      client.datasets.setPolicy({ id: dataset.id, kind, policy: wanted }),
  });
  return (
    <li>
      <div className={classes.findingText}>
        <h2>
          {title} <span className={classes.count}>{formatCount(count)}</span>
        </h2>
        <p>
          {explanation} {useOf(count, leftOut)}
        </p>
      </div>
      <Strip dataset={dataset} indices={examples?.slice(0, exampleCount) ?? []} />
      <div className={classes.findingActs}>
        <SegmentedControl
          aria-label={`What to do with: ${title}`}
          size="xs"
          value={setPolicy.variables ?? policy}
          onChange={(value) => setPolicy.mutate(value as FindingPolicy)}
          data={[
            { value: 'keep', label: 'Keep' },
            { value: 'leave-out', label: 'Leave out' },
          ]}
        />
        <Button size="xs" variant="default" onClick={() => onShow(kind)} aria-label={`Show: ${title}`}>
          Show
        </Button>
      </div>
    </li>
  );
}

function useOf(count: number, leftOut: number): string {
  if (leftOut === 0) return count === 1 ? 'It is in use.' : 'All of them are in use.';
  if (leftOut === count) return count === 1 ? 'It is left out.' : 'All of them are left out.';
  return `${formatCount(leftOut)} of them left out.`;
}

function Strip({ dataset, indices }: { dataset: Dataset; indices: readonly number[] }) {
  return (
    <div className={classes.strip} aria-hidden>
      {indices.map((index) => (
        <img key={index} src={mediaPath.datasetThumbnail(dataset.id, index)} alt="" />
      ))}
    </div>
  );
}
