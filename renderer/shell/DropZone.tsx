import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { dropTaker } from '../client/drop-taker.ts';
import { notifyFailure } from '../client/notify.tsx';
import { useValueStore } from '../client/value-store.ts';
import classes from './DropZone.module.css';
import { importDrop } from './import-opened.ts';

/** Takes folders and files dropped anywhere on the window, for the screen that is shown, or else to import them. */
export function DropZone() {
  const { title, hint } = useValueStore(dropTaker) ?? imports;
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
      if (!event.dataTransfer) return;
      // Screens take files alone.
      const taken = holdsFolder(event.dataTransfer)
        ? undefined
        : dropTaker.get()?.take(Array.from(event.dataTransfer.files));
      (taken ?? importDrop(event.dataTransfer)).catch(notifyFailure);
    });
    return () => abort.abort();
  }, []);

  if (!isOver) return null;
  return (
    <div className={classes.drop} data-testid="drop-zone">
      <IconDownload size={44} stroke={1.25} aria-hidden />
      <strong>{title}</strong>
      <span>{hint}</span>
    </div>
  );
}

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

const holdsFolder = ({ items }: DataTransfer) =>
  Array.from(items).some((item) => item.webkitGetAsEntry()?.isDirectory);

const imports = {
  title: 'Drop to import',
  hint: 'Photos, folders and archives become a dataset, models join your models. Your own files are only read.',
};
