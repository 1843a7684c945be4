import MiniSearch from 'minisearch';
import { type ManualPlace, manual } from './manual.ts';

/** A section that was found. */
export interface Found extends ManualPlace {
  section: string;
  title: string;
  pageTitle: string;
  /** A part of its text in which the words occur. */
  excerpt: string;
  /** The words of the manual that match. */
  words: readonly string[];
}

/** Finds sections by words, the most fitting first; beginnings of words and small mistakes are found too. */
export function searchManual(query: string): Found[] {
  return index.search(query).flatMap(({ id, terms }) => {
    const found = documents.find((each) => each.id === id);
    if (!found) return [];
    const { page, section, title, pageTitle, text } = found;
    return { page, section, title, pageTitle, excerpt: excerptOf(text, terms), words: terms };
  });
}

const documents = manual.flatMap((page) =>
  page.sections.map(({ slug, title, text }) => ({
    id: `${page.name}#${slug}`,
    page: page.name,
    section: slug,
    title,
    pageTitle: page.title,
    text,
  })),
);

const index = new MiniSearch<(typeof documents)[number]>({
  fields: ['title', 'pageTitle', 'text'],
  searchOptions: {
    combineWith: 'AND',
    prefix: true,
    // One mistake in five letters; short words would match everything.
    fuzzy: (term) => (term.length > 3 ? 0.2 : false),
    boost: { title: 5, pageTitle: 2 },
  },
});
index.addAll(documents);

/** Letters of an excerpt, about two lines of the panel. */
const excerptLength = 130;
/** Letters of it that stand before the word. */
const lengthBefore = 30;

/** The part of a text around the rarest of the words, cut between words. */
function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const [rarest] = words
    .map((word) => ({ place: lower.indexOf(word), count: lower.split(word).length - 1 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count);
  const place = rarest?.place ?? 0;
  const from = place < excerptLength / 2 ? 0 : text.lastIndexOf(' ', place - lengthBefore) + 1;
  const isRest = text.length - from <= excerptLength;
  const to = isRest ? text.length : text.lastIndexOf(' ', from + excerptLength);
  return `${from > 0 ? '… ' : ''}${text.slice(from, to)}${isRest ? '' : ' …'}`;
}
