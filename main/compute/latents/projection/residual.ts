import type { Residual } from '../../../contract/latents/kept-latents.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { psnr } from '../../metrics/psnr.ts';
import { type GreyPicture, ssim } from '../../metrics/ssim.ts';

/** How far one picture is from another. */
export function residualOf(a: PixelBatch, b: PixelBatch): Residual {
  const difference = a.data.reduce((sum, byte, i) => sum + Math.abs(byte - b.data[i]), 0);
  return {
    ssim: ssim(brightness(a), brightness(b)),
    psnr: Math.min(highestPsnr, psnr(a.data, b.data)),
    pixelError: difference / a.data.length,
  };
}

/** PSNR of pictures that are the same is endless; this is what half a level's difference of one pixel in four comes to. */
const highestPsnr = 60;

function brightness({ size, channels, data }: PixelBatch): GreyPicture {
  const values = Float32Array.from({ length: size * size }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += data[pixel * channels + channel];
    return sum / channels;
  });
  return { side: size, values };
}
