// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { dragOut, pictureName } from './drag-out.ts';

test.each([
  ['Face 12, seed 42', 'Face 12 seed 42.png'],
  ['../../etc/passwd', 'etc passwd.png'],
  ['…', 'Face.png'],
  ['лицо: é', 'лицо é.png'],
  ['x'.repeat(300), `${'x'.repeat(70)}.png`],
])('%s is called %s', (label, name) => {
  expect(pictureName(label)).toBe(name);
});

test('a browser downloads what is dropped elsewhere', () => {
  const event = { preventDefault: vi.fn(), dataTransfer: { effectAllowed: '', setData: vi.fn() } };
  dragOut(event as never, [{ name: 'Face 1.png', address: '/media/faces/face-1.png' }]);
  expect(event.preventDefault).not.toHaveBeenCalled();
  const address = new URL('/media/faces/face-1.png', window.location.href).href;
  expect(event.dataTransfer.setData).toHaveBeenCalledExactlyOnceWith(
    'DownloadURL',
    `image/png:Face 1.png:${address}`,
  );
});
