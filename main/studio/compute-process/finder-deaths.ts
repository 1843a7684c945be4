/** Settings of an engine, as they are chosen for a process. */
export interface FinderEngine {
  settings: string;
  title: string;
}

/** So many pictures in a row over which an engine dies show that it is broken, and not the pictures. */
const brokenAfter = 3;
/** A picture is given to the same engine so often: the first death may have been chance. */
const triesEach = 2;

/** Why a finder died. */
export interface FinderDeath {
  /** A full sentence. */
  reason: string;
  /** False where memory ran out or a person ended it, which says nothing of the next time. */
  isFault: boolean;
}

/** Who is to blame where finders die over pictures: an engine, or a picture. */
export class FinderDeaths<Picture> {
  /** How often each engine died over a picture that has no answer yet. */
  readonly #counts = new Map<Picture, Map<string, number>>();
  /** Pictures over which an engine died since it last gave an answer. */
  readonly #inARow = new Map<string, Set<Picture>>();
  readonly #broken = new Map<string, FinderDeath>();
  /** Why engines are passed over, as full sentences. */
  readonly notices: string[] = [];

  /** Settings that must not be given this picture. */
  avoided(picture: Picture): readonly string[] {
    const own = [...(this.#counts.get(picture) ?? [])].filter(([, count]) => count >= triesEach);
    return [...new Set([...this.#broken.keys(), ...own.map(([settings]) => settings)])];
  }

  /** True when engines died over a picture that are not broken. */
  isSuspect(picture: Picture): boolean {
    return this.avoided(picture).length > this.#broken.size;
  }

  /** Returns the broken engines that are now shown to be at fault: another one can do what they died over. */
  answered(picture: Picture, { settings }: FinderEngine): { settings: string; reason: string }[] {
    const died = [...(this.#counts.get(picture)?.keys() ?? [])];
    this.#counts.delete(picture);
    this.#inARow.delete(settings);
    return died.flatMap((other) => {
      const death = this.#broken.get(other);
      if (death?.isFault !== true) return [];
      // Once is enough.
      this.#broken.set(other, { ...death, isFault: false });
      return [{ settings: other, reason: death.reason }];
    });
  }

  died(picture: Picture, engine: FinderEngine, death: FinderDeath): void {
    const { settings } = engine;
    const counts = this.#counts.get(picture) ?? new Map<string, number>();
    this.#counts.set(picture, counts.set(settings, (counts.get(settings) ?? 0) + 1));
    const inARow = (this.#inARow.get(settings) ?? new Set<Picture>()).add(picture);
    this.#inARow.set(settings, inARow);
    if (inARow.size < brokenAfter) return;
    const reason = `The face finder died over ${brokenAfter} pictures in a row. ${death.reason}`;
    this.broke(engine, { ...death, reason });
  }

  /** An engine is not to be used for any picture. */
  broke({ settings, title }: FinderEngine, death: FinderDeath): void {
    if (this.#broken.has(settings)) return;
    this.#broken.set(settings, death);
    this.notices.push(`${title} is not used to find faces any more. ${death.reason}`);
  }
}
