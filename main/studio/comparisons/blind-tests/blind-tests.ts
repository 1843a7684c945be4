import { randomInt } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import {
  type AnswerBlindTestInput,
  BlindPictureSide,
  type BlindTest,
  type StartBlindTestInput,
} from '../../../contract/compare/blind-tests.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { GeneratorRef } from '../../../contract/generators.ts';
import { BlindTestId } from '../../../contract/ids.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { newId } from '../../base/new-id.ts';
import type { GeneratorFile } from '../../generators/generators.ts';
import type { Library } from '../../library/library.ts';
import { removeFolder } from '../../library/remove-folder.ts';
import { encodeGrid, squareColumns } from '../../pictures/picture-grid.ts';
import { distinctLabels } from '../distinct-labels.ts';
import type { Sheets } from '../sheets.ts';
import { BlindTestStore, type StoredTest } from './blind-test-store.ts';
import { judge } from './judge.ts';

/** Preference tests between two generators: drawn and shuffled at their start, judged pair by pair, told at their end. */
export class BlindTests {
  readonly #library: Library;
  readonly #store: BlindTestStore;
  readonly #sheets: Sheets;
  readonly #findGenerator: (ref: GeneratorRef) => Promise<GeneratorFile>;

  constructor(
    library: Library,
    sheets: Sheets,
    findGenerator: (ref: GeneratorRef) => Promise<GeneratorFile>,
  ) {
    this.#library = library;
    this.#store = new BlindTestStore(library.db);
    this.#sheets = sheets;
    this.#findGenerator = findGenerator;
  }

  /** Each side becomes one picture of all pairs in their order, which says nothing of who drew them. */
  async start({ first, second, seed, pairs }: StartBlindTestInput): Promise<BlindTest> {
    const [a, b] = [await this.#findGenerator(first), await this.#findGenerator(second)];
    if (a.hash === b.hash) {
      throw new StudioError('INVALID_INPUT', 'Both sides are the same generator.', {
        next: 'Choose two that differ.',
        subject: a.name,
      });
    }
    const size = Math.max(a.config.resolution, b.config.resolution);
    const ofFirst = await this.#sheets.faces(await this.#sheets.draw(a, seed, pairs), size);
    const ofSecond = await this.#sheets.faces(await this.#sheets.draw(b, seed, pairs), size);
    const order = shuffled(pairs).map((latent) => ({ latent, isFirstLeft: randomInt(2) === 0 }));
    const [nameA, nameB] = distinctLabels([a, b].map(named));
    const test: StoredTest = {
      id: BlindTestId.parse(newId('blind')),
      first: { ...sideOf(a), name: nameA },
      second: { ...sideOf(b), name: nameB },
      startedAt: new Date().toISOString(),
      endedAt: undefined,
    };
    const left = order.map(({ latent, isFirstLeft }) => (isFirstLeft ? ofFirst : ofSecond)[latent]);
    const right = order.map(({ latent, isFirstLeft }) => (isFirstLeft ? ofSecond : ofFirst)[latent]);
    await this.#writeSides(test.id, size, { left, right });
    this.#store.add(test, order);
    return this.#tell(test);
  }

  list(): BlindTest[] {
    return this.#store.list().map((test) => this.#tell(test));
  }

  /** Judges the pair that comes next; the last one ends the test. */
  async answer({ id, number, choice }: AnswerBlindTestInput): Promise<BlindTest> {
    const { answered, pairs, endedAt } = this.#tell(this.#get(id));
    if (endedAt !== undefined || number !== answered) {
      throw new StudioError('INVALID_INPUT', 'That pair has been judged already.', {
        next: 'Go on with the next one.',
        subject: id,
      });
    }
    this.#store.answer(id, number, choice);
    return answered + 1 === pairs ? this.end(id) : this.#tell(this.#get(id));
  }

  /** Tells who was who; the pictures have done their work and go. */
  async end(id: BlindTestId): Promise<BlindTest> {
    this.#get(id);
    this.#store.end(id, new Date().toISOString());
    await rm(this.#library.paths.blindTestDir(id), { recursive: true, force: true });
    return this.#tell(this.#get(id));
  }

  async remove(id: BlindTestId): Promise<void> {
    this.#get(id);
    await removeFolder(this.#library.paths.blindTestDir(id), () => this.#store.remove(id));
  }

  async #writeSides(id: BlindTestId, size: number, sides: Record<BlindPictureSide, Buffer[]>): Promise<void> {
    const { paths } = this.#library;
    await mkdir(paths.blindTestDir(id), { recursive: true });
    for (const side of BlindPictureSide.options) {
      const count = sides[side].length;
      const batch = { count, size, channels: 3, data: Buffer.concat(sides[side]) } as const;
      const { png } = await encodeGrid(batch, squareColumns(count));
      await writeFileAtomic(paths.blindPicture(id, side), png);
    }
  }

  #get(id: BlindTestId): StoredTest {
    const test = this.#store.get(id);
    if (test !== undefined) return test;
    throw new StudioError('BLIND_TEST_NOT_FOUND', `There is no blind test "${id}".`, {
      next: 'Start another one.',
      subject: id,
    });
  }

  #tell({ id, first, second, startedAt, endedAt }: StoredTest): BlindTest {
    const pairs = this.#store.pairs(id);
    return {
      id,
      pairs: pairs.length,
      columns: squareColumns(pairs.length),
      answered: pairs.filter(({ choice }) => choice !== undefined).length,
      startedAt,
      ...(endedAt === undefined ? {} : { endedAt, result: { first, second, ...judge(pairs) } }),
    };
  }
}

const named = ({ name, nimg, training }: GeneratorFile) => ({
  ...{ name, nimg, seed: training?.seed, isCheckpoint: false },
});

const sideOf = ({ from, nimg }: GeneratorFile) => ({ from, nimg });

/** The numbers below `count` in random order (Fisher–Yates). */
function shuffled(count: number): number[] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}
