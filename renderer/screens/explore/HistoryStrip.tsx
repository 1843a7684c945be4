import { useEffect, useRef } from 'react';
import { useValueStore } from '../../client/value-store.ts';
import classes from './explore.module.css';
import { goTo } from './session/history.ts';
import { type Session, travel } from './session/session.ts';

/** Every face on the way here; pressing one goes back, or forward again, to it. */
export function HistoryStrip({ session }: { session: Session }) {
  const { steps, index } = useValueStore(session.history);
  const shown = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another step is shown
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [index, steps]);
  return (
    <ol className={classes.history} aria-label="History">
      {steps.map((step, at) => (
        <li key={step.id} ref={at === index ? shown : undefined}>
          <button
            type="button"
            aria-label={`Step ${at + 1}: ${step.label}`}
            aria-current={at === index ? 'step' : undefined}
            data-undone={at > index || undefined}
            onClick={() => travel(session, (history) => goTo(history, at))}
          >
            {step.picture ? <img src={step.picture} alt="" draggable={false} /> : <span />}
            <small>{step.label}</small>
          </button>
        </li>
      ))}
    </ol>
  );
}
