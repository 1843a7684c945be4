import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Face } from '../../../main/contract/faces.ts';
import { bridge } from '../../client/studio.ts';
import { formatQuantity } from '../../format.ts';
import { exportFaces } from './face-actions.ts';

const scales = [1, 2, 4, 8, 16].map((scale) => ({ value: String(scale), label: `× ${scale}` }));

/** Writes the chosen faces as PNG files or as one grid picture. */
export function ExportDialog({ faces, onClose }: { faces: readonly Face[]; onClose: () => void }) {
  const [layout, setLayout] = useState<'files' | 'grid'>('files');
  const [scale, setScale] = useState('1');
  const [columns, setColumns] = useState(Math.min(100, Math.ceil(Math.sqrt(faces.length))));
  const write = useMutation({
    mutationFn: () =>
      exportFaces(faces, { layout, scale: Number(scale), ...(layout === 'grid' ? { columns } : {}) }),
    onSuccess: onClose,
  });
  const side = Math.max(...faces.map(({ size }) => size)) * Number(scale);
  const rows = Math.ceil(faces.length / columns);
  const outcome =
    layout === 'files'
      ? `${formatQuantity(faces.length, 'PNG file')}, ${side} × ${side} pixels each`
      : `One PNG file, ${columns} × ${rows} faces, about ${columns * side} × ${rows * side} pixels`;

  return (
    <Modal opened onClose={onClose} title={`Export ${formatQuantity(faces.length, 'face')}`}>
      <Stack gap="md">
        <SegmentedControl
          aria-label="Layout"
          fullWidth
          value={layout}
          onChange={setLayout}
          data={[
            { value: 'files', label: 'PNG files' },
            { value: 'grid', label: 'One grid picture' },
          ]}
        />
        <Group gap="xs" grow>
          <Select label="Enlarge" data={scales} value={scale} onChange={(value) => setScale(value ?? '1')} />
          <NumberInput
            label="Columns"
            min={1}
            max={100}
            allowDecimal={false}
            disabled={layout === 'files'}
            value={columns}
            onChange={(value) => setColumns(Math.max(1, Number(value) || 1))}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {outcome}
        </Text>
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={write.isPending} onClick={() => write.mutate()} data-autofocus>
            {bridge ? 'Choose folder and export' : 'Download'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
