import MarkdownIt from 'markdown-it';

/**
 * Reads the Markdown of the manual. Raw HTML stays text, addresses in running text are not links, and links to scripts
 * are refused by markdown-it itself.
 */
export const markdown = new MarkdownIt({ html: false, linkify: false });

/** What a heading is called in links, as GitHub does it: "Held out" is #held-out. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');

/** Id in the page of the heading with that slug. */
export const headingId = (slug: string): string => `help-${slug}`;

// Headings can be scrolled to and focused. The panel has a heading of its own, so that those of a page are a step lower.
markdown.renderer.rules['heading_open'] = (tokens, index, options, _env, self) => {
  const [opening, title] = [tokens[index], tokens[index + 1]];
  if (!opening || !title) return '';
  opening.tag = lower(opening.tag);
  opening.attrSet('id', headingId(slugOf(title.content)));
  opening.attrSet('tabindex', '-1');
  return self.renderToken(tokens, index, options);
};
markdown.renderer.rules['heading_close'] = (tokens, index, options, _env, self) => {
  const closing = tokens[index];
  if (closing) closing.tag = lower(closing.tag);
  return self.renderToken(tokens, index, options);
};

const lower = (tag: string) => `h${Math.min(6, Number(tag.slice(1)) + 1)}`;

// Links that lead out of the manual open outside of the window.
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  const link = tokens[index];
  if (link && isOutside(String(link.attrGet('href')))) {
    link.attrSet('target', '_blank');
    link.attrSet('rel', 'noreferrer');
  }
  return self.renderToken(tokens, index, options);
};

/** True for addresses with a scheme, such as https:. */
export const isOutside = (href: string): boolean => /^[a-z][a-z+.-]*:/i.test(href);

// Wide tables scroll by themselves, also by keyboard.
markdown.renderer.rules['table_open'] = () =>
  '<div class="help-table" role="region" aria-label="Table" tabindex="0"><table>';
markdown.renderer.rules['table_close'] = () => '</table></div>';
