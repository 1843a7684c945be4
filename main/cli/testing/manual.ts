import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../app.ts';

/** A heading of a page and what stands below it, up to the next heading. */
export interface Section {
  title: string;
  /** As links name it: `#choices-of-a-run`. */
  slug: string;
  text: string;
}

/** A page that people read: a page of the manual, or the README. */
export interface Page {
  /** From the root of the project. */
  path: string;
  text: string;
  sections: readonly Section[];
}

const manualDir = 'assets/manual';

/** Every page of the manual, and the README. */
export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(join(rootDir, manualDir)).map((name) => `${manualDir}/${name}`),
].map((path) => {
  const text = readFileSync(join(rootDir, path), 'utf8');
  return { path, text, sections: sectionsOf(text) };
});

/** A page of the manual. */
export function pageOf(name: string): Page {
  const found = pages.find(({ path }) => path === `${manualDir}/${name}.md`);
  if (found === undefined) throw new Error(`The manual has no page "${name}".`);
  return found;
}

/** The section of a page with this title. */
export function sectionOf(page: Page, title: string): Section {
  const found = page.sections.find((section) => section.title === title);
  if (found === undefined) throw new Error(`${page.path} has no section "${title}".`);
  return found;
}

function sectionsOf(text: string): Section[] {
  // A # in a block of code is a comment.
  const withoutCode = text.replace(/^```[\s\S]*?^```$/gm, (code) => code.replace(/^#/gm, ' '));
  const headings = [...withoutCode.matchAll(/^#+ (.+)$/gm)];
  return headings.map((heading, i) => {
    const [, title = ''] = heading;
    return { title, slug: slugOf(title), text: text.slice(heading.index, headings[i + 1]?.index) };
  });
}

/** As GitHub names a heading in links. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}

/** The cells of every table of a text, without its headings. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const isRule = (line: string | undefined) => line !== undefined && /^[|\s:-]+$/.test(line);
  return lines
    .filter((line, i) => !isRule(line) && !isRule(lines[i + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** Words of a cell that stand in code marks. */
export const codeOf = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Where the links of a text lead that are not addresses; code has none. */
export function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
}
