import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { IconArrowLeft, IconListDetails, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useValueStore } from '../client/value-store.ts';
import { HelpContents } from './HelpContents.tsx';
import { HelpPage } from './HelpPage.tsx';
import { HelpResults } from './HelpResults.tsx';
import classes from './help.module.css';
import { closeHelp, goBackInHelp, helpPanelId, helpView, openHelp, showHelpContents } from './help-view.ts';
import { pageNamed } from './manual.ts';
import { searchManual } from './search-manual.ts';

/** The manual beside the screens: its contents, what was searched for, or a page. */
export function HelpPanel() {
  const { isOpen, trail } = useValueStore(helpView);
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const place = trail.at(-1);
  const page = place && pageNamed(place.page);
  const isSearching = query.trim() !== '';
  useEscape();
  useFocusReturn(isOpen);

  // A page takes the focus itself.
  const isOnPage = page !== undefined;
  useEffect(() => {
    if (!isOpen || isOnPage) return;
    // After the palette, which the panel may have been opened from, has given the focus back.
    const frame = requestAnimationFrame(() => search.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [isOpen, isOnPage]);

  if (!isOpen) return null;
  const results = isSearching ? searchManual(query) : [];
  const leaveSearch = () => setQuery('');
  const onSearchKey = (event: KeyboardEvent) => {
    const [first] = results;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !first) return;
    leaveSearch();
    openHelp(first);
  };
  return (
    <aside
      id={helpPanelId}
      className={classes.panel}
      aria-label="Help"
      // Plain keys belong to the panel, not to the screen beside it.
      onKeyDown={(event) => {
        if (!event.ctrlKey && !event.metaKey && !/^F\d+$/.test(event.key)) event.stopPropagation();
      }}
    >
      <header className={classes.head}>
        <ActionIcon
          aria-label="Back"
          disabled={trail.length === 0 && !isSearching}
          onClick={isSearching ? leaveSearch : goBackInHelp}
        >
          <IconArrowLeft size={18} stroke={1.6} />
        </ActionIcon>
        <h2>Help</h2>
        <ActionIcon
          aria-label="Contents"
          onClick={() => {
            leaveSearch();
            showHelpContents();
          }}
        >
          <IconListDetails size={18} stroke={1.6} />
        </ActionIcon>
        <CloseButton aria-label="Close help" onClick={closeHelp} />
      </header>
      <div className={classes.search}>
        <TextInput
          ref={search}
          type="search"
          aria-label="Search the manual"
          placeholder="Search the manual"
          leftSection={<IconSearch size={14} />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
      </div>
      {isSearching && <HelpResults results={results} onChoose={leaveSearch} />}
      {/* It stays while something is searched for, so that it keeps its place. */}
      {page && <HelpPage key={trail.length} page={page} section={place?.section} isHidden={isSearching} />}
      {!isSearching && !page && <HelpContents />}
    </aside>
  );
}

/**
 * Escape closes the panel while it has the focus, and nothing else: a dialog below it would hear the key too. The panel
 * is mounted before every dialog, and so listens before them.
 */
function useEscape(): void {
  const onKeyDown = useEffectEvent((event: Event) => {
    if (!(event instanceof globalThis.KeyboardEvent) || event.key !== 'Escape' || event.isComposing) return;
    if (!document.activeElement?.closest(`#${helpPanelId}`)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    closeHelp();
  });
  useEffect(() => {
    const abort = new AbortController();
    window.addEventListener('keydown', onKeyDown, { capture: true, signal: abort.signal });
    return () => abort.abort();
  }, []);
}

/** When the panel closes, what had the focus before gets it back, or the screen’s entry where that is gone. */
function useFocusReturn(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    return () => {
      // The focus is elsewhere when the panel was closed from there.
      if (document.activeElement !== document.body) return;
      const { opener } = helpView.get();
      const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
      const next = isThere ? opener : document.querySelector<HTMLElement>('nav [aria-current]');
      next?.focus();
    };
  }, [isOpen]);
}
