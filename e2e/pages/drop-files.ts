import type { Page } from '@playwright/test';

/** Drops files on the window, as from the desktop's file manager. */
export function dropFiles(
  page: Page,
  files: readonly { name: string; content: Buffer | string }[],
): Promise<void> {
  return page.evaluate(
    (dropped) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of dropped) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
      }
      window.dispatchEvent(new DragEvent('drop', { dataTransfer }));
    },
    files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') })),
  );
}
