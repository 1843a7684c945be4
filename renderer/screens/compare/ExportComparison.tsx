import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { GeneratorRef } from '../../../main/contract/generators.ts';
import { followExport } from '../../client/follow-export.ts';
import { client } from '../../client/studio.ts';
import type { ChosenLatents } from './faces/latents.ts';

interface Props {
  refs: readonly GeneratorRef[];
  latents: ChosenLatents;
}

/** Takes the comparison out of the studio: as one picture, or as a page with scores, curves and settings. */
export function ExportComparison({ refs, latents: { seed, count } }: Props) {
  const write = useMutation({
    mutationFn: (format: 'png' | 'html') =>
      followExport('Comparison saved', (target) =>
        client.compare.export({ subjects: [...refs], seed, count, format, ...target }),
      ),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          ml="auto"
          leftSection={<IconDownload size={15} />}
          loading={write.isPending}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => write.mutate('png')}>Faces as a picture (PNG)</Menu.Item>
        <Menu.Item onClick={() => write.mutate('html')}>Everything as a page (HTML)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
