import { Radio, Tooltip } from '@mantine/core';
import type { LatentPoint } from '../../../../main/contract/latents/recipe.ts';
import type { LatentSpace } from '../../../../main/contract/latents/space.ts';
import { useValueStore } from '../../../client/value-store.ts';
import { HelpMark } from '../../../help/HelpMark.tsx';
import { stageSource, withStageFrom } from '../session/exploration.ts';
import { pinNames } from '../session/pinned.ts';
import { commit, type Session } from '../session/session.ts';
import { useExploration } from '../session/use-exploration.ts';
import classes from './panels.module.css';

/** Which pinned face each stage of the network takes its latent from. */
export function MixingTab({ session, space }: { session: Session; space: LatentSpace }) {
  const pins = useValueStore(session.pins);
  const { shown } = useExploration(session);
  if (space.whyNoMixing !== undefined) return <p className={classes.hint}>{space.whyNoMixing}</p>;
  const sources: readonly { name: string; point: LatentPoint | undefined; isThere: boolean }[] = [
    { name: 'Face', point: undefined, isThere: true },
    ...pinNames.map((name) => ({ name, point: pins[name], isThere: pins[name] !== undefined })),
  ];
  return (
    <section className={classes.block} aria-label="Mixing">
      <h3>
        Stages, coarse to fine <HelpMark topic="mixing" />
      </h3>
      <table className={classes.mixing}>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            {sources.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {space.stages.map(({ side }, stage) => {
            const chosen = stageSource(shown, stage);
            const title = side === undefined ? `Stage ${stage + 1}` : `${side} × ${side}`;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: stages are known by their place
              <tr key={stage}>
                <th scope="row">{title}</th>
                {sources.map(({ name, point, isThere }) => (
                  <td key={name}>
                    <Tooltip label={isThere ? `${title} from ${name}` : `Pin a face as ${name} first`}>
                      <Radio
                        size="xs"
                        name={`stage-${stage}`}
                        aria-label={`${title} from ${name}`}
                        disabled={!isThere}
                        checked={isThere && chosen === point}
                        onChange={() =>
                          commit(session, withStageFrom(shown, stage, point), `Mix ${title}`, `mix ${stage}`)
                        }
                      />
                    </Tooltip>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.hint}>
        Coarse stages set pose and shape, fine ones colour and detail. Pin faces under Pins to take stages
        from them.
      </p>
    </section>
  );
}
