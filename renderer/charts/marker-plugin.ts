import type { Plugin } from 'chart.js';

/** Draws an upright line at the images-shown value in the canvas's `data-marker`; nothing when that is empty. */
export function markerPlugin(colour: string): Plugin<'line'> {
  return {
    id: 'marker',
    afterDatasetsDraw({ canvas, ctx, chartArea, scales }) {
      const value = Number.parseFloat(canvas.dataset['marker'] ?? '');
      const x = scales['x']?.getPixelForValue(value);
      if (x === undefined || Number.isNaN(x) || x < chartArea.left || x > chartArea.right) return;
      ctx.save();
      ctx.strokeStyle = colour;
      ctx.globalAlpha = 0.55;
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}
