import { vi } from 'vitest';

/** Gives every element a size, since the pages of tests are never laid out; grids draw nothing without one. */
export function giveElementsSize(width: number, height: number): void {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(height);
  const size = [{ inlineSize: width, blockSize: height }];
  /** Tells the size of each element once: it never changes. */
  class OnceObserver implements ResizeObserver {
    readonly #tell: ResizeObserverCallback;
    readonly #observed = new Set<Element>();

    constructor(tell: ResizeObserverCallback) {
      this.#tell = tell;
    }
    observe(target: Element): void {
      this.#observed.add(target);
      const contentRect = new DOMRect(0, 0, width, height);
      const sizes = { borderBoxSize: size, contentBoxSize: size, devicePixelContentBoxSize: size };
      queueMicrotask(() => {
        if (this.#observed.has(target)) this.#tell([{ target, contentRect, ...sizes }], this);
      });
    }
    unobserve(target: Element): void {
      this.#observed.delete(target);
    }
    disconnect(): void {
      this.#observed.clear();
    }
  }
  vi.stubGlobal('ResizeObserver', OnceObserver);
}
