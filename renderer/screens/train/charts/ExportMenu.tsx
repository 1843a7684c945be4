import { ActionIcon, Menu, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ChartExport, exportNumbers, exportPicture } from './export-charts.ts';

/** Takes the charts, or the numbers behind them, out of the studio. */
export function ExportMenu(props: Omit<ChartExport, 'scheme'>) {
  const scheme = useComputedColorScheme('dark');
  const picture = useMutation({
    mutationFn: (choice: { format: 'png' | 'svg'; scheme: 'dark' | 'light' }) =>
      exportPicture({ ...props, scheme: choice.scheme }, choice.format),
  });
  const numbers = useMutation({ mutationFn: exportNumbers });
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Export charts and numbers">
          <ActionIcon aria-label="Export charts and numbers" loading={picture.isPending || numbers.isPending}>
            <IconDownload size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Charts as shown</Menu.Label>
        <Menu.Item onClick={() => picture.mutate({ format: 'png', scheme })}>Picture (PNG)</Menu.Item>
        <Menu.Item onClick={() => picture.mutate({ format: 'svg', scheme })}>Drawing (SVG)</Menu.Item>
        <Menu.Item onClick={() => picture.mutate({ format: 'svg', scheme: other })}>
          Drawing on {other} (SVG)
        </Menu.Item>
        <Menu.Label>All numbers</Menu.Label>
        <Menu.Item onClick={() => numbers.mutate(props.run)}>Every step (CSV)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
