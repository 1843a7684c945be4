import { useEffect, useReducer, useSyncExternalStore } from 'react';

/** One value outside React that components can follow. */
export interface ValueStore<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

/** Makes a store; listeners are told only when the value differs. */
export function createValueStore<T>(initial: T): ValueStore<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Follows a store from a component. */
export function useValueStore<T>(store: ValueStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Follows several stores from a component, of which there may be others at each rendering. */
export function useValueStores<T>(stores: readonly ValueStore<T>[]): readonly T[] {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const ends = stores.map((store) => store.subscribe(renderAgain));
    return () => {
      for (const end of ends) end();
    };
  });
  return stores.map((store) => store.get());
}
