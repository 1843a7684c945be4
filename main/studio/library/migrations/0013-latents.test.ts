import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { initial } from './0001-initial.ts';
import { runs } from './0002-runs.ts';
import { faceModelHash } from './0010-face-model-hash.ts';
import { gallery } from './0012-gallery.ts';
import { latents } from './0013-latents.ts';

it('faces keep their seeds, and new ones need none', () => {
  const db = new DatabaseSync(':memory:');
  for (const migration of [initial, runs]) db.exec(migration);
  const columns = 'id, from_kind, from_id, from_name, nimg, seed, idx, size, saved, created_at';
  db.exec(`INSERT INTO faces (${columns}) VALUES ('old', 'model', 'm', 'M', 5, 42, 3, 32, 1, '2026-01-01')`);
  for (const migration of [faceModelHash, gallery, latents]) db.exec(migration);
  db.exec(
    `INSERT INTO faces (${columns}, recipe) VALUES ('new', 'model', 'm', 'M', 5, NULL, 0, 32, 1, '', '{}')`,
  );
  expect(db.prepare('SELECT id, seed, idx, recipe FROM faces ORDER BY id DESC').all()).toEqual([
    { id: 'old', seed: 42, idx: 3, recipe: null },
    { id: 'new', seed: null, idx: 0, recipe: '{}' },
  ]);
  db.close();
});
