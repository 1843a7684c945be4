import { Button } from '@mantine/core';
import { bridge } from './studio.ts';

/** Shows a file or folder in the system's file manager; nothing in a browser, which has its own downloads. */
export function ShowInFolder({ path }: { path: string }) {
  if (!bridge) return null;
  return (
    <Button size="compact-xs" variant="default" onClick={() => bridge?.showInFolder(path)}>
      Show in folder
    </Button>
  );
}
