import { readFileSync } from 'node:fs';

/** What a system says of one core, by the names of its lines. */
export type CoreFacts = ReadonlyMap<string, string>;

/**
 * What Linux says of each core, as "flags : fpu vme …" or "Features : fp asimd …". Empty where there is no such file or
 * nobody may read it, as on other systems and in some sandboxes: nothing that hangs on it may fail for that.
 */
export function readProcessorFacts(file = '/proc/cpuinfo'): CoreFacts[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split(/\n\s*\n/)
    .map(
      (block) =>
        new Map([...block.matchAll(/^([^:\n]*?)\s*:[ \t]*(.*)$/gm)].map(([, name, value]) => [name, value])),
    )
    .filter(({ size }) => size > 0);
}
