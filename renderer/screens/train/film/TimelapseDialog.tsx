import { SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Run, Sample } from '../../../../main/contract/runs/runs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { FilmForm } from '../../../film/FilmForm.tsx';
import { loadPicture } from '../../../film/paint.ts';
import { timelapseOf } from './timelapse.ts';

interface Props {
  run: Run;
  /** Two at least. */
  samples: readonly Sample[];
  onClose: () => void;
}

/** Films how the faces of a run became what they are. */
export function TimelapseDialog({ run, samples, onClose }: Props) {
  const [shows, setShows] = useState<'grid' | 'face'>('grid');
  const [face, setFace] = useState(1);
  // A run that goes on would change the film while it is made.
  const [kept] = useState(samples);
  const [first] = kept;
  const grid = useQuery({
    queryKey: ['grid-size', run.id, first?.name],
    queryFn: async () => {
      const { naturalWidth, naturalHeight } = await loadPicture(
        mediaPath.runSample(run.id, first?.name ?? ''),
      );
      return { width: naturalWidth, height: naturalHeight };
    },
  }).data;
  const faces = run.config.gridRows * run.config.gridColumns;
  const cell = shows === 'grid' ? undefined : face - 1;
  const subject = useMemo(() => grid && timelapseOf(run, kept, cell, grid), [run, kept, cell, grid]);
  return (
    <Dialog onClose={onClose} title={`Timelapse of ${kept.length} sample grids`} size={560}>
      <Stack gap="md">
        <SegmentedControl
          aria-label="What is shown"
          fullWidth
          value={shows}
          onChange={setShows}
          data={[
            { value: 'grid', label: 'The whole grid' },
            { value: 'face', label: 'One face' },
          ]}
        />
        {shows === 'face' && (
          <NumberField
            label="Face"
            description={`Row by row, 1 to ${faces}`}
            min={1}
            max={faces}
            allowDecimal={false}
            value={face}
            onChange={(value) => setFace(Math.min(faces, Math.max(1, Number(value) || 1)))}
          />
        )}
        {subject && <FilmForm key={shows} subject={subject} onClose={onClose} />}
      </Stack>
    </Dialog>
  );
}
