import { Button, Group, Stack, Text } from '@mantine/core';
import { formatCatalogue } from '../../../../main/contract/models/model-files.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { ShowInFolder } from '../../../client/ShowInFolder.tsx';
import { bridge } from '../../../client/studio.ts';
import { formatBytes } from '../../../format.ts';
import { describeError } from './describe-error.ts';
import classes from './files.module.css';
import type { WrittenModel } from './model-file-actions.ts';

interface Props {
  written: WrittenModel;
  onAgain: () => void;
  onClose: () => void;
}

/** What was written where, and its faces beside those of the model. */
export function ExportOutcome({ written: { exported, files }, onAgain, onClose }: Props) {
  const { format, maxError, discriminatorError, discriminatorMissing, sizeBytes } = exported;
  return (
    <Stack gap="sm">
      <div className={classes.sides}>
        <span>The model</span>
        <span>The files, loaded again</span>
      </div>
      <img
        className={classes.comparison}
        src={mediaPath.exportComparison(exported)}
        alt="Sixteen faces of the model and, beside them, the same faces drawn from the files"
      />
      <Text size="sm">
        {formatCatalogue[format].title}, {formatBytes(sizeBytes)}. Largest difference of any pixel over 16
        faces: <strong>{describeError(maxError)}</strong>.
        {discriminatorError !== undefined &&
          ` The discriminator’s judgement differs by at most ${discriminatorError.toExponential(1)}.`}
      </Text>
      {discriminatorMissing && (
        <Text size="sm" c="dimmed">
          There is no discriminator.h5: {discriminatorMissing}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {bridge ? 'Written:' : 'Downloaded:'}
      </Text>
      <ul className={`${classes.written} selectable`} aria-label="Files">
        {files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
      <Group justify="end" gap="xs">
        {files[0] && <ShowInFolder path={files[0]} />}
        <Button variant="default" onClick={onAgain}>
          Export as something else
        </Button>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
