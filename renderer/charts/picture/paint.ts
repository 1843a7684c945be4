import { fontFamily, type Picture, type Shape } from './picture.ts';

/** The picture as a PNG file, `scale` pixels for each of its own. */
export function toPng({ width, height, background, shapes }: Picture, scale: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser has no canvas');
  context.scale(scale, scale);
  context.fillStyle = background;
  context.fillRect(0, 0, width, height);
  for (const shape of shapes) paintShape(context, shape);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))),
      'image/png',
    );
  });
}

function paintShape(context: CanvasRenderingContext2D, shape: Shape): void {
  context.save();
  switch (shape.kind) {
    case 'line':
      context.strokeStyle = shape.colour;
      context.lineWidth = shape.width;
      context.globalAlpha = shape.opacity ?? 1;
      context.beginPath();
      for (const [x, y] of shape.points) context.lineTo(x, y);
      context.stroke();
      break;
    case 'text':
      context.fillStyle = shape.colour;
      context.font = `${shape.isBold ? 600 : 400} ${shape.size}px ${fontFamily}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : (shape.anchor ?? 'start');
      context.translate(shape.x, shape.y);
      if (shape.isUpright) context.rotate(-Math.PI / 2);
      context.fillText(shape.text, 0, 0);
      break;
    case 'dot':
      context.fillStyle = shape.colour;
      context.beginPath();
      context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      context.fill();
      break;
    case 'clipped': {
      const { x, y, width, height } = shape.box;
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
      for (const inner of shape.shapes) paintShape(context, inner);
      break;
    }
  }
  context.restore();
}
