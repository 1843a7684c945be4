import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { Face } from '../../../../main/contract/faces.ts';
import type { JobId } from '../../../../main/contract/ids.ts';
import { formatQuantity } from '../../../format.ts';
import { ExportProgress } from './ExportProgress.tsx';
import { PictureForm } from './PictureForm.tsx';

/** Writes the chosen faces as pictures; while they are written, the dialog may be closed. */
export function ExportDialog({ faces, onClose }: { faces: readonly Face[]; onClose: () => void }) {
  const [jobId, setJobId] = useState<JobId>();
  return (
    <Modal opened onClose={onClose} title={`Export ${formatQuantity(faces.length, 'face')}`} size={560}>
      {jobId === undefined ? (
        <PictureForm faces={faces} onStarted={setJobId} onCancel={onClose} />
      ) : (
        <ExportProgress jobId={jobId} onClose={onClose} onAgain={() => setJobId(undefined)} />
      )}
    </Modal>
  );
}
