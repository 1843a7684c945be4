import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { notifyFailure } from '../../client/notify.tsx';
import classes from './datasets.module.css';
import { importDrop } from './import-actions.ts';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes folders and files dropped anywhere on the window. */
export function DropZone() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    // Entering a child fires before leaving its parent, so that only a balance tells whether the pointer is inside.
    let depth = 0;
    const listen = <K extends 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(
      type: K,
      handle: (event: DragEvent) => void,
    ) =>
      window.addEventListener(
        type,
        (event) => {
          if (!carriesFiles(event)) return;
          event.preventDefault();
          handle(event);
          setIsOver(depth > 0);
        },
        { signal: abort.signal },
      );
    listen('dragenter', () => {
      depth += 1;
    });
    listen('dragleave', () => {
      depth -= 1;
    });
    listen('dragover', (event) => {
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    });
    listen('drop', (event) => {
      depth = 0;
      if (event.dataTransfer) importDrop(event.dataTransfer).catch(notifyFailure);
    });
    return () => abort.abort();
  }, []);

  if (!isOver) return null;
  return (
    <div className={classes.drop} data-testid="drop-zone">
      <IconDownload size={44} stroke={1.25} aria-hidden />
      <strong>Drop to make a dataset</strong>
      <span>Folders are searched to their depths. Your own files are only read.</span>
    </div>
  );
}
