import type { GeneratorRef } from '../../main/contract/generators.ts';
import { type View, viewHash } from '../view-state.ts';
import classes from './GeneratorLinks.module.css';

interface Props {
  from: GeneratorRef;
  /** The screen that they stand on. */
  here: 'explore' | 'gallery';
}

/** The other places where something can be done with a model or a run. */
export function GeneratorLinks({ from, here }: Props) {
  const own: { label: string; view: View } =
    from.kind === 'model'
      ? { label: 'Show the model', view: { screen: 'models', modelId: from.id } }
      : { label: 'Show the run', view: { screen: 'train', runId: from.id } };
  const all: { label: string; view: View }[] = [
    { label: 'Generate faces', view: { screen: 'gallery', from } },
    { label: 'Explore its faces', view: { screen: 'explore', from } },
    own,
  ];
  return (
    <nav className={classes.links} aria-label="With this generator">
      {all
        .filter(({ view }) => view.screen !== here)
        .map(({ label, view }) => (
          <a key={label} href={viewHash(view)}>
            {label}
          </a>
        ))}
    </nav>
  );
}
