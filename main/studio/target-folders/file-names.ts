import { basename, extname } from 'node:path';

/** What can stand in a file name of any system, at most `length` letters of it. */
export const fileNamePart = (text: string, fallback: string, length = 60): string =>
  text
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, length) || fallback;

/** Names for `takeName`, in small letters: Windows and macOS see no difference. */
export const takenNames = (names: Iterable<string>): Set<string> =>
  new Set(Array.from(names, (name) => name.toLowerCase()));

/** Takes a name that is free, with a number where it is not. */
export function takeName(name: string, taken: Set<string>): string {
  const extension = extname(name);
  for (let number = 2, free = name; ; number++) {
    if (!taken.has(free.toLowerCase())) {
      taken.add(free.toLowerCase());
      return free;
    }
    free = `${basename(name, extension)} (${number})${extension}`;
  }
}
