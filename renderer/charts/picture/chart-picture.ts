import type { ChartColours } from '../../theme/theme.ts';
import { type ChartLine, drawLines } from '../drawing.ts';
import { columnsIn, plotInset, rowsIn } from '../plot.ts';
import {
  formatAxisKimg,
  formatTick,
  linearTicks,
  placeOnAxis,
  type ValueAxis,
  valueTicks,
} from '../scale.ts';
import type { AxisView, ChartPoint } from '../series-column.ts';
import type { Box, Picture, Shape } from './picture.ts';

/** A chart to be drawn into a file. */
export interface PictureChart {
  title: string;
  values: ValueAxis;
  lines: readonly ChartLine[];
}

/** Something that happened at a place of the axis. */
export interface PictureEvent {
  nimg: number;
  sentence: string;
  isWarning: boolean;
}

export interface PictureInput {
  title: string;
  charts: readonly PictureChart[];
  events: readonly PictureEvent[];
  view: AxisView;
  /** As of a trend. */
  memory: number;
  colours: ChartColours;
}

const width = 1000;
const margin = 16;
const headHeight = 36;
const captionHeight = 26;
const plotHeight = 150;
const gap = 10;
const laneHeight = 16;
const footHeight = 40;

const plotLeft = margin + plotInset.left;
const plotWidth = width - plotLeft - margin - plotInset.right;

/** Letters of 12 px are about this wide; only distances between keys rest on it. */
const letterWidth = 7.2;

/** Charts below each other over one axis, with their legends, units and events, as one picture. */
export function chartPicture(input: PictureInput): Picture {
  const { title, charts, events, view, colours } = input;
  const shapes: Shape[] = [
    { kind: 'text', x: margin, y: 26, text: title, colour: colours.heading, size: 15, isBold: true },
  ];
  const within = events.filter(({ nimg }) => nimg >= view.from && nimg <= view.to);
  let top = headHeight;
  for (const chart of charts) {
    shapes.push(...caption(chart, top, colours));
    const box = { x: plotLeft, y: top + captionHeight, width: plotWidth, height: plotHeight };
    shapes.push(...plot(chart, box, within, input));
    top = box.y + plotHeight + gap;
  }
  for (const { nimg, sentence, isWarning } of within) {
    const colour = isWarning ? colours.gold : colours.text;
    shapes.push({
      kind: 'dot',
      x: xOf(nimg, view),
      y: top + laneHeight / 2,
      radius: 4,
      colour,
      hint: sentence,
    });
  }
  top += laneHeight;
  shapes.push(...foot(view, top, colours));
  return { width, height: top + footHeight, background: colours.panel, shapes };
}

const xOf = (nimg: number, { from, to }: AxisView): number =>
  plotLeft + placeOnAxis(nimg, { min: from, max: to }) * plotWidth;

/** Title at the left, the key to the lines at the right. */
function caption({ title, lines }: PictureChart, top: number, colours: ChartColours): Shape[] {
  const y = top + 16;
  const shapes: Shape[] = [
    { kind: 'text', x: margin, y, text: title, colour: colours.heading, size: 12, isBold: true },
  ];
  let right = width - margin - plotInset.right;
  for (const { label, colour } of lines.toReversed()) {
    const left = right - label.length * letterWidth;
    shapes.push({ kind: 'text', x: left, y, text: label, colour: colours.text, size: 12 });
    const key = [
      [left - 18, y - 4],
      [left - 6, y - 4],
    ] as const;
    shapes.push({ kind: 'line', points: key, colour: colours[colour], width: 3 });
    right = left - 34;
  }
  return shapes;
}

function plot(
  { values, lines }: PictureChart,
  box: Box,
  events: readonly PictureEvent[],
  { view, memory, colours }: PictureInput,
): Shape[] {
  const drawing = drawLines(lines, values, { view, width: box.width, memory });
  const yOf = (value: number) => box.y + (1 - placeOnAxis(value, drawing.range, values.scale)) * box.height;
  const right = box.x + box.width;
  const across = valueTicks(values, drawing.range, rowsIn(box.height)).flatMap((value): Shape[] => [
    {
      kind: 'line',
      points: [
        [box.x, yOf(value)],
        [right, yOf(value)],
      ],
      colour: colours.grid,
      width: 1,
    },
    {
      kind: 'text',
      x: box.x - 6,
      y: yOf(value) + 4,
      text: formatTick(value),
      colour: colours.text,
      size: 11,
      anchor: 'end',
    },
  ]);
  const upright = (nimg: number, colour: string, opacity: number): Shape => ({
    kind: 'line',
    points: [
      [xOf(nimg, view), box.y],
      [xOf(nimg, view), box.y + box.height],
    ],
    colour,
    width: 1,
    opacity,
  });
  const trace = (
    points: readonly ChartPoint[],
    colour: string,
    lineWidth: number,
    opacity: number,
  ): Shape => ({
    kind: 'line',
    points: points.map(({ x, y }) => [xOf(x, view), yOf(y)] as const),
    colour,
    width: lineWidth,
    opacity,
  });
  const middle = box.y + box.height / 2;
  return [
    {
      kind: 'text',
      x: margin + 8,
      y: middle,
      text: values.unit,
      colour: colours.text,
      size: 11,
      anchor: 'middle',
      isUpright: true,
    },
    ...across,
    ...xTicks(view).map((value) => upright(value, colours.grid, 1)),
    ...events.map(({ nimg, isWarning }) =>
      upright(nimg, isWarning ? colours.gold : colours.marker, isWarning ? 0.5 : 0.18),
    ),
    {
      kind: 'clipped',
      box,
      shapes: drawing.lines.flatMap(({ extremes, trend }, i) => {
        const colour = colours[lines[i].colour];
        return [trace(extremes, colour, 1, 0.23), trace(trend, colour, 1.75, 1)];
      }),
    },
  ];
}

function foot(view: AxisView, top: number, colours: ChartColours): Shape[] {
  const text = { kind: 'text', colour: colours.text, size: 11, anchor: 'middle' } as const;
  return [
    ...xTicks(view).map((value) => ({
      ...text,
      x: xOf(value, view),
      y: top + 14,
      text: formatAxisKimg(value),
    })),
    { ...text, x: plotLeft + plotWidth / 2, y: top + 30, text: 'images shown (kimg)' },
  ];
}

const xTicks = ({ from, to }: AxisView): number[] =>
  linearTicks({ min: from, max: to }, columnsIn(plotWidth));
