import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from '@mantine/core';
import { IconArrowsShuffle, IconDots, IconSparkles } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { GeneratorRef } from '../../../main/contract/generators.ts';
import { studio } from '../../client/studio.ts';
import { NumberField } from '../../components/NumberField.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatKimg } from '../../format.ts';
import { GeneratorLinks } from '../../generators/GeneratorLinks.tsx';
import { GeneratorSelect } from '../../generators/GeneratorSelect.tsx';
import type { Generator } from '../../generators/generators.ts';
import { RemoveModelDialog } from '../../generators/RemoveModelDialog.tsx';
import { useChosenGenerator } from '../../generators/use-chosen-generator.ts';
import { FieldLabel } from '../../help/FieldLabel.tsx';
import { navigate } from '../../view-state.ts';
import { generateFaces } from './face-actions.ts';
import classes from './gallery.module.css';

/** Where faces come from, how many, and from which seed. */
export function GeneratePanel({
  from,
  onGenerated,
}: {
  from: GeneratorRef | undefined;
  onGenerated: () => void;
}) {
  const { generators, chosen } = useChosenGenerator(from);
  const [seed, setSeed] = useState(42);
  const [count, setCount] = useState('64');
  const generate = useMutation({ mutationFn: generateFaces, onSuccess: onGenerated });
  if (!generators) return <SidePanel label="Generate">{null}</SidePanel>;
  if (!chosen) {
    return (
      <SidePanel label="Generate">
        <p className={classes.hint}>Faces come from a trained run or a model. There is none yet.</p>
      </SidePanel>
    );
  }

  return (
    <SidePanel label="Generate" actions={<GeneratorMenu generator={chosen} />}>
      <form
        className={classes.controls}
        aria-label="Generate faces"
        onSubmit={(event) => {
          event.preventDefault();
          generate.mutate({ from: chosen.ref, count: Number(count), seed });
        }}
      >
        <GeneratorSelect
          generators={generators}
          chosen={chosen}
          onChoose={(from) => navigate({ screen: 'gallery', from })}
        />
        <GeneratorLinks from={chosen.ref} here="gallery" />
        <div>
          <FieldLabel htmlFor="gallery-seed" topic="seed">
            Seed
          </FieldLabel>
          <div className={classes.seed}>
            <NumberField
              id="gallery-seed"
              flex={1}
              min={0}
              max={0xffff_ffff}
              allowDecimal={false}
              value={seed}
              onChange={(value) => setSeed(Number(value) || 0)}
            />
            <Tooltip label="Another seed">
              <ActionIcon
                size={30}
                variant="default"
                aria-label="Another seed"
                onClick={() => setSeed(crypto.getRandomValues(new Uint16Array(1))[0] ?? 0)}
              >
                <IconArrowsShuffle size={15} />
              </ActionIcon>
            </Tooltip>
          </div>
        </div>
        <div>
          <span className={classes.label}>Faces</span>
          <SegmentedControl
            aria-label="How many faces"
            fullWidth
            value={count}
            onChange={setCount}
            data={['16', '64', '100', '400']}
          />
        </div>
        <Button type="submit" loading={generate.isPending} leftSection={<IconSparkles size={15} />}>
          Generate
        </Button>
      </form>
      <div className={classes.facts}>
        <Stats>
          <Stat label={chosen.preset === undefined ? 'Imported from' : 'Dataset'}>{chosen.datasetName}</Stat>
          {chosen.preset !== undefined && (
            <Stat label="Preset" help="preset">
              {chosen.preset}
            </Stat>
          )}
          <Stat label="Draws">
            {chosen.resolution} × {chosen.resolution}, {chosen.channels === 1 ? 'grey' : 'colour'}
          </Stat>
          {chosen.preset !== undefined && (
            <Stat label="Trained" help="kimg">
              {formatKimg(chosen.nimg)}
            </Stat>
          )}
        </Stats>
      </div>
    </SidePanel>
  );
}

function GeneratorMenu({ generator: { ref, name } }: { generator: Generator }) {
  const [isRemoving, setIsRemoving] = useState(false);
  const promote = useMutation({
    ...studio.models.promote.mutationOptions(),
    onSuccess: ({ id }) => navigate({ screen: 'gallery', from: { kind: 'model', id } }),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More for this generator">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {ref.kind === 'run' ? (
            <>
              <Menu.Item onClick={() => promote.mutate({ runId: ref.id })}>Keep as model</Menu.Item>
              <Menu.Item onClick={() => navigate({ screen: 'train', runId: ref.id })}>Show the run</Menu.Item>
            </>
          ) : (
            <Menu.Item color="red" onClick={() => setIsRemoving(true)}>
              Remove model…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isRemoving && ref.kind === 'model' && (
        <RemoveModelDialog
          model={{ id: ref.id, name }}
          onRemoved={() => navigate({ screen: 'gallery' })}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </>
  );
}
