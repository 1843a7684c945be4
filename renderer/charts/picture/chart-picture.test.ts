import { Window } from 'happy-dom';
import { expect, test } from 'vitest';
import { chartColours } from '../../theme/theme.ts';
import { Series } from '../series.ts';
import { chartPicture, type PictureInput } from './chart-picture.ts';
import type { Shape } from './picture.ts';
import { toSvg } from './svg.ts';

const batch = 32;

function input(scheme: 'dark' | 'light' = 'dark'): PictureInput {
  const series = new Series(['loss', 'norm']);
  for (let i = 1; i <= 100; i += 1)
    series.append([{ nimg: i * batch, steps: 1, mean: { loss: i <= 50 ? 0 : 2, norm: 10 ** (i % 3) } }]);
  return {
    title: 'faces & <friends> · 3.2 kimg',
    charts: [
      {
        title: 'Losses',
        values: { scale: 'linear', unit: 'nats' },
        lines: [{ data: series.column('loss'), label: 'Discriminator', colour: 'teal' }],
      },
      {
        title: 'Norms',
        values: { scale: 'log', unit: 'length' },
        lines: [{ data: series.column('norm'), label: 'Generator', colour: 'coral' }],
      },
    ],
    events: [
      { nimg: 50 * batch, sentence: 'It "collapsed".', isWarning: true },
      { nimg: 9000, sentence: 'Out of view.', isWarning: false },
    ],
    view: { from: 0, to: 100 * batch },
    memory: 0,
    colours: chartColours[scheme],
  };
}

const flat = (shapes: readonly Shape[]): Shape[] =>
  shapes.flatMap((shape) => (shape.kind === 'clipped' ? flat(shape.shapes) : [shape]));
const texts = (shapes: readonly Shape[]) =>
  flat(shapes).flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));

test('a picture names its charts, lines, units and axes', () => {
  const { shapes } = chartPicture(input());
  expect(texts(shapes)).toEqual(
    expect.arrayContaining([
      'Losses',
      'Norms',
      'Discriminator',
      'Generator',
      'nats',
      'length',
      'images shown (kimg)',
      '0',
      '1.5',
      '100',
    ]),
  );
});

test('every line stands where its values are', () => {
  const { shapes, width, height } = chartPicture(input());
  const [losses] = shapes.flatMap((shape) => (shape.kind === 'clipped' ? [shape] : []));
  const trend = losses?.shapes[1];
  if (losses === undefined || trend?.kind !== 'line') throw new Error('the trend is a line');
  const { box } = losses;
  // Zero is the bottom of the plot, the axis ends a little above two, and the step is in the middle.
  const [[first], [last]] = [trend.points, trend.points.slice(-1)];
  expect(first[1]).toBeCloseTo(box.y + box.height, 6);
  expect(first[0]).toBeCloseTo(box.x + box.width / 100, 6);
  expect(last[0]).toBeCloseTo(box.x + box.width, 6);
  expect((box.y + box.height - last[1]) / box.height).toBeGreaterThan(0.6);
  const rise = trend.points.findIndex(([, y]) => y < first[1] - 1);
  expect(trend.points[rise][0]).toBeCloseTo(box.x + 0.51 * box.width, 6);
  for (const shape of flat(shapes)) {
    if (shape.kind !== 'text') continue;
    expect(shape.x).toBeGreaterThanOrEqual(0);
    expect(shape.x).toBeLessThanOrEqual(width);
    expect(shape.y).toBeLessThanOrEqual(height);
  }
});

test('SVG is well-formed, escapes what is written, and carries the sentences of events in view', () => {
  const svg = toSvg(chartPicture(input()));
  const window = new Window();
  const document = new window.DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  expect(document.documentElement.tagName).toBe('svg');
  expect(document.querySelectorAll('svg svg polyline')).toHaveLength(4);
  expect([...document.querySelectorAll('circle title')].map(({ textContent }) => textContent)).toEqual([
    'It "collapsed".',
  ]);
  expect([...document.querySelectorAll('text')][0]?.textContent).toBe('faces & <friends> · 3.2 kimg');
  expect(svg).not.toContain('NaN');
  expect(svg).not.toContain('Infinity');
});

test('it is drawn in the colours of either theme', () => {
  const light = toSvg(chartPicture(input('light')));
  expect(light).toContain(chartColours.light.panel);
  expect(light).toContain(chartColours.light.teal);
  expect(light).not.toContain(chartColours.dark.teal);
});

test('a picture without numbers still has its axes', () => {
  const empty = new Series(['loss']);
  const { charts, ...rest } = input();
  const svg = toSvg(
    chartPicture({
      ...rest,
      charts: charts.slice(0, 1).map((chart) => ({
        ...chart,
        lines: [{ data: empty.column('loss'), label: 'Loss', colour: 'teal' }],
      })),
    }),
  );
  expect(svg).toContain('images shown (kimg)');
  expect(svg).not.toContain('NaN');
});
