import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EvaluationId, ModelId, RunId } from '../../contract/ids.ts';
import { openLibrary } from '../library/library.ts';
import { libraryPaths } from '../library/paths.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { removeEvaluation } from './evaluation-folder.ts';

const path = tempFolderPerTest();
const id = EvaluationId.parse('faces-1');

it.each([
  { kind: 'model', id: ModelId.parse('kept'), root: 'models' },
  { kind: 'run', id: RunId.parse('first'), root: 'runs' },
] as const)('of a $kind is taken away whole, where the next opening finds it', async ({ root, ...from }) => {
  openLibrary(path()).close();
  const paths = libraryPaths(path());
  const folder = paths.evaluationDir(from, id);
  const make = (dir: string) => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'evaluation.json'), '{}');
  };
  make(folder);
  let seen: string[] = [];
  await removeEvaluation(paths, { from, id }, () => {
    expect(existsSync(folder)).toBe(false);
    seen = readdirSync(path(root)).filter((name) => name !== from.id);
  });
  expect(seen).toHaveLength(1);
  expect(readdirSync(path(root))).toEqual([from.id]);
  // A process that died over it.
  make(path(root, seen[0]));
  openLibrary(path()).close();
  expect(readdirSync(path(root))).toEqual([from.id]);
});
