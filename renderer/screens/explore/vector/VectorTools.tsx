import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { LatentSpace } from '../../../../main/contract/latents/space.ts';
import type { Session } from '../session/session.ts';
import { VectorDialog } from './VectorDialog.tsx';
import classes from './vector.module.css';
import { copyVector, downloadVector } from './vector-actions.ts';
import type { VectorFormat } from './write-vector.ts';

/** The numbers of the face, out and in. */
export function VectorTools({ session, space }: { session: Session; space: LatentSpace }) {
  const [isEntering, setIsEntering] = useState(false);
  const copy = useMutation({ mutationFn: () => copyVector(session) });
  const download = useMutation({ mutationFn: (format: VectorFormat) => downloadVector(session, format) });
  return (
    <section aria-label="Vector">
      <span className={classes.label}>Vector</span>
      <div className={classes.tools}>
        <Button variant="default" flex={1} onClick={() => setIsEntering(true)}>
          Enter…
        </Button>
        <Tooltip label="Copy the face's vector">
          <ActionIcon
            size={30}
            variant="default"
            aria-label="Copy vector"
            loading={copy.isPending}
            onClick={() => copy.mutate()}
          >
            <IconCopy size={15} />
          </ActionIcon>
        </Tooltip>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={30} variant="default" aria-label="Download vector" loading={download.isPending}>
              <IconDownload size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {(['json', 'csv', 'npy'] as const).map((format) => (
              <Menu.Item key={format} onClick={() => download.mutate(format)}>
                {formats[format]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {isEntering && <VectorDialog session={session} space={space} onClose={() => setIsEntering(false)} />}
    </section>
  );
}

const formats: Readonly<Record<VectorFormat, string>> = {
  json: 'JSON, gives this very face again',
  csv: 'CSV, the numbers alone',
  npy: 'npy for NumPy, the numbers alone',
};
