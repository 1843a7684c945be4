import { useQuery } from '@tanstack/react-query';
import type { EngineCandidate } from '../../../main/contract/engines.ts';
import { studio } from '../../client/studio.ts';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import classes from './settings.module.css';

/** Every way in which an engine can run here, and what its proof said of it. */
export function EngineList() {
  const info = useQuery(studio.system.info.queryOptions({}));
  if (info.error) return <LoadFailure error={info.error} />;
  if (!info.data) return <p className={classes.hint}>Looking for engines …</p>;
  return (
    <>
      <p className={classes.hint}>
        An engine is used only after it has computed rightly on this very computer; of those that have, the
        fastest for each preset. “faceloom doctor --prove” proves all of them again.
      </p>
      <ul className={classes.engines}>
        {info.data.candidates.map((candidate) => (
          <li key={candidate.settings} data-verdict={candidate.verdict}>
            <span>{candidate.title}</span>
            <span>{words[candidate.verdict]}</span>
            {[candidate.reason, candidate.facesReason]
              .filter((text) => text !== undefined)
              .map((text) => (
                <small key={text}>{text}</small>
              ))}
          </li>
        ))}
      </ul>
    </>
  );
}

const words: Readonly<Record<EngineCandidate['verdict'], string>> = {
  right: 'right here',
  wrong: 'computes wrongly here',
  died: 'crashes here',
  hung: 'hangs here',
  unavailable: 'is not set up',
  untried: 'is tried when it is needed',
};
