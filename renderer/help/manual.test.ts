// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { commandCatalogue } from '../../main/contract/system/commands.ts';
import { labelKeys } from '../commands/keys.ts';
import { type ManualPage, manual, pageNamed, pageOrder, placeOfLink, readPage } from './manual.ts';
import { headingId, isOutside, markdown } from './markdown.ts';
import { searchManual } from './search-manual.ts';
import { helpTopics } from './topics.ts';

/** A page as the panel shows it. */
function rendered(source: string): HTMLElement {
  const page = document.createElement('div');
  page.innerHTML = markdown.render(source);
  return page;
}

const linksOf = ({ source }: ManualPage) =>
  [...rendered(source).querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');

test('the contents have every page, each with a title and a sentence', () => {
  expect(manual.map(({ name }) => name)).toEqual(pageOrder);
  for (const { name, title, summary } of manual) {
    expect(title, name).not.toBe(name);
    expect(summary, name).toMatch(/^[A-Z].*\.$/);
  }
});

test.each(Object.entries(helpTopics))(
  'the question mark of %s opens a section that exists',
  (_topic, place) => {
    expect(pageNamed(place.page)?.sections.map(({ slug }) => slug)).toContain(place.section);
  },
);

describe.each(manual)('the page $name', (page) => {
  test('has headings that links can tell apart, each with its id', () => {
    const slugs = page.sections.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    const ids = [...rendered(page.source).querySelectorAll('h2, h3, h4, h5')].map(({ id }) => id);
    expect(ids).toEqual(slugs.map(headingId));
  });

  test('has links that lead somewhere', () => {
    for (const href of linksOf(page))
      expect(isOutside(href) || placeOfLink(page.name, href) !== undefined, href).toBe(true);
  });
});

describe('links', () => {
  test('lead to pages and sections, from the same page too', () => {
    expect(placeOfLink('words', 'explore.md#gallery')).toEqual({ page: 'explore', section: 'gallery' });
    expect(placeOfLink('words', 'explore.md')).toEqual({ page: 'explore' });
    expect(placeOfLink('words', '#kid')).toEqual({ page: 'words', section: 'kid' });
  });

  test.each(['#', '', 'words.md#nothing-of-the-kind', 'missing.md', '../README.md', '/etc/passwd'])(
    '%j leads nowhere',
    (href) => {
      expect(placeOfLink('words', href)).toBeUndefined();
    },
  );

  test('that lead out of the manual open outside of the window', () => {
    const link = rendered('[Electron](https://www.electronjs.org/docs)').querySelector('a');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toBe('noreferrer');
    expect(rendered('[KID](#kid)').querySelector('a')?.hasAttribute('target')).toBe(false);
  });
});

test('HTML and scripts in a page stay text', () => {
  const page = rendered('<img src=x onerror=alert(1)>\n\n<b>bold</b> [press](javascript:alert(1))');
  expect(page.querySelector('img, b, a')).toBeNull();
  expect(page.textContent).toContain('<img src=x onerror=alert(1)>');
});

test('a # in a block of code begins no section', () => {
  const { sections } = readPage('page', '# Title\n\nIt runs.\n\n```sh\n# a comment\n```\n\n## Next `code`\n');
  expect(sections.map(({ slug }) => slug)).toEqual(['title', 'next-code']);
});

describe('the search', () => {
  const first = (query: string) => {
    const [found] = searchManual(query);
    return found && `${found.page}#${found.section}`;
  };

  test.each([
    ['truncation', 'words#truncation'],
    ['trunc', 'words#truncation'],
    ['trunkation', 'words#truncation'],
    ['KID', 'words#kid'],
    ['half-life', 'words#ema'],
    ['disk is full', 'troubleshooting#the-disk-is-full'],
    ['near-copies', 'measuring#near-copies'],
  ])('finds %s', (query, place) => {
    expect(first(query)).toBe(place);
  });

  test('shows where the words stand', () => {
    const found = searchManual('adaptive discriminator').find(({ page }) => page === 'words');
    expect(found?.excerpt).toContain('adaptive discriminator');
    expect(found?.excerpt.length).toBeLessThan(150);
  });

  test('says nothing about words that the manual does not have', () => {
    expect(searchManual('xylophone')).toEqual([]);
    expect(searchManual('  ')).toEqual([]);
  });
});

test('the page of keys has every shortcut of a command', () => {
  const [table] = rendered(pageNamed('keys')?.source ?? '').querySelectorAll('table');
  const rows = [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
    [...row.querySelectorAll('td')].map(({ textContent }) => textContent),
  );
  expect(rows).toEqual(
    commandCatalogue
      .filter((command) => 'keys' in command)
      .map(({ keys, title }) => [labelKeys(keys, 'other'), title.replace(/…$/, '')]),
  );
});
