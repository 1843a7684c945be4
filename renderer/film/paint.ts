/** Draws a picture over the whole canvas; less than fully where it fades in over the one before. */
export function drawOver(
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource,
  { isSmooth, alpha = 1 }: { isSmooth: boolean; alpha?: number },
): void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window cannot draw.');
  context.imageSmoothingEnabled = isSmooth;
  context.imageSmoothingQuality = 'high';
  context.globalAlpha = alpha;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

/** A picture of an address, decoded. */
export async function loadPicture(address: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}
