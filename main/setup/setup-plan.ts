import { existsSync } from 'node:fs';
import path from 'node:path';
import type { GraphicsReport } from '../contract/system/graphics-cards.ts';
import { buildDir, isLibraryComplete } from './tensorflow-library.ts';
import type { TensorflowBuild } from './wheels.ts';

/** What a set-up would fetch, and whether this machine can use it: `npm run setup:tensorflow -- --cuda --dry-run`. */
export interface SetupPlan {
  build: string;
  /** Whether one of the graphics cards can use it, why or why not, and the cards. */
  graphics: GraphicsReport;
  folder: string;
  /** Its libraries are there already. */
  isPresent: boolean;
  /** It is set up in this checkout. */
  isReady: boolean;
  /** 0 when its libraries are there already; an earlier set-up that was interrupted may have fetched some of it. */
  downloadBytes: number;
  keptBytes: number;
  peakDiskBytes: number;
  wheels: {
    requirement: string;
    file: string;
    sizeBytes: number;
    checksum: 'pinned' | 'first use';
    sha256?: string;
  }[];
}

export function planSetup(
  build: TensorflowBuild,
  cacheDir: string,
  graphics: GraphicsReport,
  isReady = false,
): SetupPlan {
  const folder = buildDir(cacheDir, build);
  const isPresent = isLibraryComplete(folder, build);
  const total = (bytes: (wheel: TensorflowBuild['wheels'][number]) => number) =>
    build.wheels.reduce((sum, wheel) => sum + bytes(wheel), 0);
  const isFetched = ({ file }: { file: string }) =>
    existsSync(path.join(`${folder}.partial`, 'wheels', `${file}.json`));
  return {
    build: build.id,
    graphics,
    folder,
    isPresent,
    isReady,
    downloadBytes: isPresent ? 0 : total((wheel) => (isFetched(wheel) ? 0 : wheel.sizeBytes)),
    keptBytes: total(({ unpackedBytes }) => unpackedBytes),
    peakDiskBytes: build.peakDiskBytes,
    wheels: build.wheels.map(({ requirement, file, sizeBytes, sha256 }) => ({
      requirement,
      file,
      sizeBytes,
      ...(sha256 === 'first-use' ? { checksum: 'first use' } : { checksum: 'pinned', sha256 }),
    })),
  };
}

/** For people. */
export function describePlan({
  graphics,
  folder,
  downloadBytes,
  keptBytes,
  peakDiskBytes,
  wheels,
}: SetupPlan): string[] {
  const unpinned = wheels.filter(({ checksum }) => checksum === 'first use');
  return [
    graphics.reason,
    ...wheels.map(
      ({ requirement, sizeBytes, checksum }) =>
        `  ${requirement}, ${megabytes(sizeBytes)}, checksum ${checksum}`,
    ),
    `It downloads about ${gigabytes(downloadBytes)}, keeps about ${gigabytes(keptBytes)} in ${folder}, and takes ${gigabytes(peakDiskBytes)} of disk for a moment.`,
    ...(unpinned.length === 0
      ? []
      : [
          `The checksum of ${unpinned.length} packages is not known to Faceloom: pip checks them against the package index, and from then on they must stay the same.`,
        ]),
  ];
}

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
