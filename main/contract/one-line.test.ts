import { expect, it } from 'vitest';
import { DatasetName, ImportInput } from './datasets/datasets.ts';
import { RenameDirectionInput } from './latents/directions.ts';
import { RenameLatentInput } from './latents/kept-latents.ts';
import { ImportModelInput } from './models/model-files.ts';
import { PromoteInput } from './models/models.ts';
import { givenName } from './one-line.ts';
import { PlaceChoices } from './places/places.ts';
import { StartRunInput } from './runs/runs.ts';

it.each([
  ['two\nlines', 'two lines'],
  ['\r\nends\r\n', 'ends'],
  ['red \u001b[31mtext\u0007', 'red  [31mtext'],
  ['C1 \u009b2J', 'C1  2J'],
  ['a\u2028b', 'a b'],
  ['gpj\u202eexe', 'gpj exe'],
  ['Zoë 👩‍👩‍👧 лица', 'Zoë 👩‍👩‍👧 лица'],
])('a name is one line: %j', (given, name) => {
  expect(givenName().parse(given)).toBe(name);
});

it.each(['', ' ', '\n', '\u001b', 'x'.repeat(81)])('there is no name %j', (given) => {
  expect(givenName().safeParse(given).success).toBe(false);
});

it('holds for whatever a person names', () => {
  const name = 'a\nb';
  const named = [
    { name: DatasetName.parse(name) },
    ImportInput.parse({ name, paths: ['/photos'] }),
    RenameDirectionInput.parse({ id: 'direction-1', name }),
    RenameLatentInput.parse({ id: 'latent-1', name }),
    ImportModelInput.parse({ path: '/model', name }),
    PromoteInput.parse({ runId: 'run-1', name }),
    PlaceChoices.parse({ kind: 'folder', name, folder: '/share' }),
    StartRunInput.parse({ datasetId: 'faces-1', preset: 'draft-32', name }),
  ];
  expect(named.map((each) => each.name)).toEqual(named.map(() => 'a b'));
});
