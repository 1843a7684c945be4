import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Face } from '../../../../main/contract/faces/faces.ts';
import type { JobId } from '../../../../main/contract/ids.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { FilmForm } from '../../../film/FilmForm.tsx';
import { formatQuantity } from '../../../format.ts';
import { filmBetween, noFilmReason } from './between-faces.ts';
import { ExportProgress } from './ExportProgress.tsx';
import { PictureForm } from './PictureForm.tsx';

interface Props {
  faces: readonly Face[];
  onClose: () => void;
}

/** Takes the chosen faces out of the studio: as pictures, or as a film from one to the next. */
export function ExportDialog({ faces, onClose }: Props) {
  const [kind, setKind] = useState<'pictures' | 'film'>('pictures');
  const [jobId, setJobId] = useState<JobId>();
  return (
    <Dialog onClose={onClose} title={`Export ${formatQuantity(faces.length, 'face')}`} size={560}>
      {jobId === undefined ? (
        <Stack gap="md">
          <SegmentedControl
            aria-label="What to make"
            fullWidth
            value={kind}
            onChange={setKind}
            data={[
              { value: 'pictures', label: 'Pictures' },
              { value: 'film', label: 'Film between them' },
            ]}
          />
          {kind === 'pictures' ? (
            <PictureForm faces={faces} onStarted={setJobId} onCancel={onClose} />
          ) : (
            <BetweenFaces faces={faces} onClose={onClose} />
          )}
        </Stack>
      ) : (
        <ExportProgress jobId={jobId} onClose={onClose} onAgain={() => setJobId(undefined)} />
      )}
    </Dialog>
  );
}

function BetweenFaces({ faces, onClose }: Props) {
  // Lists give new arrays now and then; the film is of those that were chosen when it was begun.
  const [kept] = useState(faces);
  const reason = noFilmReason(kept);
  const subject = useMemo(() => (reason === undefined ? filmBetween(kept) : undefined), [kept, reason]);
  return subject ? <FilmForm subject={subject} onClose={onClose} /> : <Text size="sm">{reason}</Text>;
}
