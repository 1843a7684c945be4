import type { Token } from 'markdown-it';
import { markdown, slugOf } from './markdown.ts';

/** The contents: every page, in the order in which a newcomer reads them. */
export const pageOrder: readonly string[] = [
  'first-steps',
  'import',
  'presets',
  'training',
  'measuring',
  'explore',
  'export',
  'desktop',
  'command-line',
  'serving',
  'several-processes',
  'clusters',
  'engines',
  'troubleshooting',
  'keys',
  'words',
];

/** Every page of the manual, in the order of the contents. */
export const manual: readonly ManualPage[] = readPages(
  import.meta.glob<string>('../../assets/manual/*.md', { query: '?raw', import: 'default', eager: true }),
);

/** A page of assets/manual. */
export interface ManualPage {
  /** As links name its file, without the ending. */
  name: string;
  title: string;
  /** Its first sentence. */
  summary: string;
  source: string;
  sections: readonly ManualSection[];
}

/** A heading of a page and what stands below it, up to the next heading. */
export interface ManualSection {
  slug: string;
  title: string;
  /** Without marks, for searching. */
  text: string;
}

/** A place in the manual: a page, or a section of one. */
export interface ManualPlace {
  page: string;
  section?: string;
}

/** The page of that name. */
export const pageNamed = (name: string): ManualPage | undefined => manual.find((page) => page.name === name);

/** Where a link on a page leads within the manual; undefined when it leads elsewhere, or to nothing. */
export function placeOfLink(from: string, href: string): ManualPlace | undefined {
  const [, file, section] = /^(?:([\w-]+)\.md)?(?:#([^#]+))?$/.exec(href) ?? [];
  const page = pageNamed(file ?? from);
  if (page === undefined || (file === undefined && section === undefined)) return undefined;
  if (section === undefined) return { page: page.name };
  const slug = decodeURIComponent(section);
  return page.sections.some((each) => each.slug === slug) ? { page: page.name, section: slug } : undefined;
}

function readPages(sources: Readonly<Record<string, string>>): ManualPage[] {
  const pages = Object.entries(sources).map(([path, source]) =>
    readPage(path.slice(path.lastIndexOf('/') + 1, -'.md'.length), source),
  );
  const place = ({ name }: ManualPage) => pageOrder.indexOf(name);
  return pages.sort((a, b) => place(a) - place(b));
}

/** Takes a page apart at its headings. */
export function readPage(name: string, source: string): ManualPage {
  const tokens = markdown.parse(source, {});
  const starts = tokens.flatMap(({ type }, i) => (type === 'heading_open' ? i : []));
  const sections = starts.map((start, i) => {
    const title = textOf(tokens[start + 1]);
    return {
      slug: slugOf(title),
      title,
      text: tokens
        .slice(start + 3, starts[i + 1])
        .map(textOf)
        .filter(Boolean)
        .join(' '),
    };
  });
  const [first] = sections;
  return {
    name,
    title: first?.title ?? name,
    summary: /^.*?\.(?= |$)/.exec(first?.text ?? '')?.[0] ?? '',
    source,
    sections,
  };
}

/** The words of a token without their marks; tokens that only open and close have none. */
function textOf(token: Token | undefined): string {
  if (token?.type === 'fence') return token.content;
  return (token?.children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}
