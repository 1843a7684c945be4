import { expect, test } from 'vitest';
import { openProgressLine } from './progress-line.ts';

function capture(isTTY: boolean) {
  const written: string[] = [];
  const line = openProgressLine({ isTTY, write: (text) => written.push(text) }, 'TensorFlow');
  return { written, line };
}

test('elsewhere than on a terminal each step is told once, on a line of its own', () => {
  const { written, line } = capture(false);
  for (const fraction of [0, 0.5, 1]) line.report('unpacking', fraction);
  line.report('compiling');
  line.close();
  expect(written).toEqual(['TensorFlow: unpacking\n', 'TensorFlow: compiling\n']);
});

test('on a terminal one line moves, at most once per percent, and goes at the end', () => {
  const { written, line } = capture(true);
  for (const fraction of [0.5, 0.501, 0.51, 1.2]) line.report('unpacking', fraction);
  line.close();
  expect(written.map((text) => text.replace('\r\u001b[2K', ''))).toEqual([
    'TensorFlow: unpacking 50 %',
    'TensorFlow: unpacking 51 %',
    'TensorFlow: unpacking 100 %',
    '',
  ]);
});
