import { type MouseEvent, useEffect, useMemo, useRef } from 'react';
import classes from './help.module.css';
import { openHelp } from './help-view.ts';
import { type ManualPage, placeOfLink } from './manual.ts';
import { headingId, isOutside, markdown } from './markdown.ts';

interface Props {
  page: ManualPage;
  /** Slug of the section that is wanted; without it, the beginning. */
  section: string | undefined;
  /** True while something is searched for. */
  isHidden: boolean;
}

/** A page of the manual, at one of its sections. */
export function HelpPage({ page, section, isHidden }: Props) {
  const article = useRef<HTMLElement>(null);
  const html = useMemo(() => markdown.render(page.source), [page]);

  useEffect(() => {
    const slug = section ?? page.sections[0]?.slug;
    const heading = slug && article.current?.querySelector<HTMLElement>(`#${CSS.escape(headingId(slug))}`);
    if (!heading) return;
    heading.scrollIntoView({ block: 'start' });
    // The heading is read out, and Tab goes on from it.
    heading.focus({ preventScroll: true });
  }, [page, section]);

  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    if (!href || isOutside(href)) return;
    event.preventDefault();
    const place = placeOfLink(page.name, href);
    if (place) openHelp(place);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: links in it are what is pressed, and Enter on a link is a click.
    <article
      ref={article}
      hidden={isHidden}
      className={`${classes.body} ${classes.page} selectable`}
      onClick={onClick}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own pages, in which markdown-it leaves HTML as text.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
