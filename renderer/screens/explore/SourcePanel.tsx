import { ActionIcon, Slider, Tooltip } from '@mantine/core';
import { IconArrowsShuffle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LatentSpace } from '../../../main/contract/latents/space.ts';
import { NumberField } from '../../components/NumberField.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatKimg } from '../../format.ts';
import { GeneratorLinks } from '../../generators/GeneratorLinks.tsx';
import { GeneratorSelect } from '../../generators/GeneratorSelect.tsx';
import type { Generator } from '../../generators/generators.ts';
import { FieldLabel } from '../../help/FieldLabel.tsx';
import { HelpMark } from '../../help/HelpMark.tsx';
import { navigate } from '../../view-state.ts';
import classes from './explore.module.css';
import { showAnySeed, showSeed } from './session/face-actions.ts';
import { follow, type Session, settle } from './session/session.ts';
import { useExploration } from './session/use-exploration.ts';

interface Props {
  generators: readonly Generator[];
  generator: Generator;
  space: LatentSpace | undefined;
  session: Session;
  /** Ways in and out for numbers. */
  children?: ReactNode;
}

/** What draws, the face in the middle of the pad, and how unusual faces may be. */
export function SourcePanel({ generators, generator, space, session, children }: Props) {
  const { shown } = useExploration(session);
  return (
    <SidePanel label="Explore">
      <div className={classes.controls}>
        <GeneratorSelect
          generators={generators}
          chosen={generator}
          onChoose={(from) => navigate({ screen: 'explore', from })}
        />
        <GeneratorLinks from={generator.ref} here="explore" />
        <div>
          <FieldLabel htmlFor="explore-seed" topic="seed">
            Seed
          </FieldLabel>
          <div className={classes.row}>
            <NumberField
              id="explore-seed"
              flex={1}
              min={0}
              max={0xffff_ffff}
              allowDecimal={false}
              clampBehavior="strict"
              placeholder="a vector"
              value={shown.centre.kind === 'seed' ? shown.centre.seed : ''}
              onChange={(seed) => typeof seed === 'number' && showSeed(session, seed, 'typed')}
            />
            <Tooltip label="Another seed">
              <ActionIcon
                size={30}
                variant="default"
                aria-label="Another seed"
                onClick={() => showAnySeed(session)}
              >
                <IconArrowsShuffle size={15} />
              </ActionIcon>
            </Tooltip>
          </div>
        </div>
        <div>
          <div className={classes.label}>
            <span className={classes.word}>
              <Tooltip
                label={
                  space?.whyNoTruncation ??
                  'Less is more usual faces, and less different ones; 1 leaves them as they are'
                }
                multiline
                w={240}
              >
                <span>Truncation ψ</span>
              </Tooltip>
              <HelpMark topic="truncation" />
            </span>
            <output>{shown.truncation.toFixed(2)}</output>
          </div>
          <Slider
            thumbLabel="Truncation"
            disabled={space?.whyNoTruncation !== undefined}
            min={0}
            max={1.5}
            step={0.05}
            label={null}
            marks={[{ value: 1 }]}
            value={shown.truncation}
            onChange={(truncation) => follow(session, { ...shown, truncation })}
            onChangeEnd={() => settle(session, 'Truncation', 'truncation')}
          />
        </div>
        {children}
      </div>
      <div className={classes.facts}>
        <Stats>
          <Stat label={generator.preset === undefined ? 'Imported from' : 'Dataset'}>
            {generator.datasetName}
          </Stat>
          {generator.preset !== undefined && (
            <Stat label="Trained" hint="Images shown to its discriminator, in thousands" help="kimg">
              {formatKimg(generator.nimg)}
            </Stat>
          )}
          {space && (
            <>
              <Stat label="Latent" hint="Numbers that a face is drawn from" help="latent">
                {space.latentSize} numbers
              </Stat>
              <Stat label="Stages" hint={space.whyNoMixing ?? 'Parts of the network that each take a latent'}>
                {space.stages.length}
              </Stat>
            </>
          )}
        </Stats>
      </div>
    </SidePanel>
  );
}
