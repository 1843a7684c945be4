import type { Plugin } from 'chart.js';
import type { ChartColours } from '../theme/theme.ts';
import type { SharedAxis } from './shared-axis.ts';

/** Draws thin upright lines: faint at the axis's marks, dashed at the sample that is looked at. */
export function marksPlugin(axis: SharedAxis, colours: ChartColours): Plugin<'line'> {
  return {
    id: 'marks',
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      const line = (nimg: number, alpha: number, dash: number[] = []) => {
        const x = scales['x']?.getPixelForValue(nimg) ?? -1;
        if (x < chartArea.left || x > chartArea.right) return;
        ctx.globalAlpha = alpha;
        ctx.setLineDash(dash);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
      };
      ctx.save();
      ctx.lineWidth = 1;
      for (const { nimg, isWarning } of axis.marks.get()) {
        ctx.strokeStyle = isWarning ? colours.gold : colours.marker;
        line(nimg, isWarning ? 0.5 : 0.18);
      }
      ctx.strokeStyle = colours.marker;
      const lookedAt = axis.lookedAt.get();
      if (lookedAt !== undefined) line(lookedAt, 0.55, [3, 3]);
      ctx.restore();
    },
  };
}
