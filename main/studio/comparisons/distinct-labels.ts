interface Named {
  name: string;
  nimg: number;
  /** Absent for what is not known to have one. */
  seed?: number | undefined;
  /** True for one of several checkpoints of a run, which has no name but its place. */
  isCheckpoint: boolean;
}

/** Names that tell all apart: as they are called, with kimg where that does not do, with the seed, and last with a number. */
export function distinctLabels(all: readonly Named[]): string[] {
  const kimg = ({ nimg }: Named) => ` · ${(nimg / 1000).toFixed(1)} kimg`;
  const seed = ({ seed }: Named) => (seed === undefined ? '' : ` · seed ${seed}`);
  const begun = all.map((each) => each.name + (each.isCheckpoint ? kimg(each) : ''));
  const placed = extend(begun, (index) => (all[index].isCheckpoint ? '' : kimg(all[index])));
  const seeded = extend(placed, (index) => seed(all[index]));
  return extend(seeded, (index) => ` (${index + 1})`);
}

/** Adds to those that are called alike. */
const extend = (labels: readonly string[], more: (index: number) => string): string[] =>
  labels.map((label, index) =>
    labels.some((other, i) => i !== index && other === label) ? label + more(index) : label,
  );
