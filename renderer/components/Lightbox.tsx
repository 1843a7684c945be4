import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useKeys } from '../commands/use-keys.ts';
import { Dialog } from './Dialog.tsx';
import classes from './Lightbox.module.css';

interface Props {
  title: string;
  src: string;
  isPixelated?: boolean;
  index: number;
  count: number;
  onIndex: (index: number) => void;
  onClose: () => void;
  /** What the picture was before, beside it. */
  before?: ReactNode;
  /** What is known of the picture, at its right; `children` stand below it. */
  beside?: ReactNode;
  children?: ReactNode;
}

/** One picture large, with its neighbours a key away. */
export function Lightbox({
  title,
  src,
  isPixelated,
  index,
  count,
  onIndex,
  onClose,
  before,
  beside,
  children,
}: Props) {
  const go = (step: number) => {
    const next = index + step;
    if (next >= 0 && next < count) onIndex(next);
  };
  useKeys([
    ['ArrowLeft', () => go(-1)],
    ['ArrowRight', () => go(1)],
  ]);
  return (
    <Dialog onClose={onClose} title={title} size="auto">
      <div className={classes.stage}>
        <ActionIcon aria-label="Previous picture" disabled={index === 0} onClick={() => go(-1)}>
          <IconChevronLeft size={20} />
        </ActionIcon>
        {before}
        <img src={src} alt={title} className={classes.picture} data-pixelated={isPixelated || undefined} />
        <ActionIcon aria-label="Next picture" disabled={index >= count - 1} onClick={() => go(1)}>
          <IconChevronRight size={20} />
        </ActionIcon>
        {beside}
      </div>
      {children}
    </Dialog>
  );
}
