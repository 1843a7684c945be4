// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ModelId } from '../../../main/contract/ids.ts';
import type { Generator } from '../../generators/generators.ts';
import { answer } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { SourcePanel } from './SourcePanel.tsx';
import { sessionOf } from './session/session.ts';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

const facts = { resolution: 32, channels: 3, nimg: 3000 } as const;

test.each([
  ['a kept model says what it learned from, and how long', 'draft-32', ['Dataset', 'Trained ?']],
  ['an imported one says what it came from, and nothing that is not known', undefined, ['Imported from']],
] as const)('%s', (_, preset, labels) => {
  answer({ faces: { draw: () => ({ pictures: [''], size: 32 }) } });
  const ref = { kind: 'model', id: ModelId.parse(`model-${preset}`) } as const;
  const generator: Generator = { ...facts, ref, name: 'One', datasetName: 'portraits', preset };
  renderPage(
    <SourcePanel generators={[generator]} generator={generator} space={undefined} session={sessionOf(ref)} />,
  );
  expect(screen.getAllByRole('term').map(({ textContent }) => textContent.trim())).toEqual(labels);
});
