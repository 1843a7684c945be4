import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './Fold.module.css';

interface Props {
  title: string;
  /** What a person must know of it while it is folded, such as that something in it was changed. */
  note?: ReactNode;
  /** True where it holds what is chosen now. */
  isOpenAtFirst?: boolean;
  children: ReactNode;
}

/** Something that few people need, folded away; it is drawn once it is opened. */
export function Fold({ title, note, isOpenAtFirst = false, children }: Props) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  return (
    <details className={classes.fold} open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <IconChevronRight size={16} className={classes.chevron} aria-hidden />
        <h2>{title}</h2>
        {note}
      </summary>
      {isOpen && children}
    </details>
  );
}
