import { basename, extname } from 'node:path';
import { defineCommand } from 'citty';
import { PictureChoices, Upscaler } from '../../contract/faces/picture-export.ts';
import { disclosureNote, type MarkedFace, xmpPacket } from '../../contract/faces/synthetic-mark.ts';
import { Easing, FramesInput, framesBetween, stationFrames } from '../../contract/latents/frames.ts';
import type { LatentPoint } from '../../contract/latents/recipe.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { ProgressMeter } from '../../studio/jobs/progress-meter.ts';
import {
  type AnimationFormat,
  animationTiming,
  encodeAnimation,
  leftOutNote,
} from '../../studio/pictures/animation.ts';
import { enlarge } from '../../studio/pictures/enlarge.ts';
import type { OutgoingFace } from '../../studio/pictures/picture-files.ts';
import { writePictures } from '../../studio/pictures/write-pictures.ts';
import { TargetFolder } from '../../studio/target-folders/target-folder.ts';
import { userPath, version } from '../app.ts';
import { badInput, choiceOption, commonArgs, numberOption, numbersOption } from '../arguments.ts';
import { findSource } from '../find.ts';
import { Output } from '../output.ts';
import { inputOf, readLatents } from '../read-latents.ts';
import { withStudio } from '../with-studio.ts';

export const interpolateCommand = defineCommand({
  meta: { name: 'interpolate', description: 'Make a film that passes some faces' },
  args: {
    ...commonArgs,
    run: { type: 'string', description: 'id of a run: its newest checkpoint draws', valueHint: 'RUN' },
    model: { type: 'string', description: 'id or name of a model', valueHint: 'MODEL' },
    seeds: {
      type: 'string',
      description: 'faces to pass: the first of each seed, such as 1,2,3',
      valueHint: '1,2,3',
    },
    latents: {
      type: 'string',
      description: 'faces to pass: the vectors of a CSV, JSON or .npy file',
      valueHint: 'FILE',
    },
    frames: { type: 'string', description: 'frames altogether', default: '60' },
    fps: { type: 'string', description: 'frames a second, 1-60; a GIF holds at most 50', default: '30' },
    easing: {
      type: 'string',
      description: `${Easing.options.join(' | ')}: smooth stays a little at each face`,
      default: 'smooth',
    },
    path: {
      type: 'string',
      description: 'slerp | lerp: lerp cuts across, by the mean face',
      default: 'slerp',
    },
    loop: { type: 'boolean', description: 'go back to the first face at the end', default: true },
    plays: { type: 'string', description: 'how often it plays; 0 = without end', default: '0' },
    truncation: { type: 'string', description: '0-2: less is more usual faces, and less different ones' },
    scale: { type: 'string', description: 'enlargement, 1-32', default: '1' },
    upscaler: { type: 'string', description: Upscaler.options.join(' | '), default: 'lanczos' },
    quality: { type: 'string', description: '1-100, of WebP', default: '90' },
    out: {
      type: 'string',
      description: 'a .webp or .gif file, or a folder for a PNG of each frame',
      default: 'faces.webp',
    },
    provenance: {
      type: 'boolean',
      description: 'mark the files as synthetic, for machines to read',
      negativeDescription: `no mark. ${disclosureNote}`,
      default: true,
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const seeds = numbersOption('seeds', args.seeds, wholeRange);
    if ((seeds === undefined) === (args.latents === undefined))
      throw badInput('Name either --seeds or --latents.', 'For example: --seeds 1,2,3');
    const format = formatOf(args.out);
    const isLoop = args.loop !== false;
    const film = FramesInput.parse({
      count: numberOption('frames', args.frames, { min: 2, max: 2000, isInteger: true }),
      easing: choiceOption('easing', args.easing, Easing.options),
      method: choiceOption('path', args.path, ['slerp', 'lerp']),
      isLoop,
      truncation: numberOption('truncation', args.truncation, { min: 0, max: 2 }),
    });
    const choices = {
      ...PictureChoices.parse({
        scale: numberOption('scale', args.scale, { min: 1, max: 32, isInteger: true }),
        upscaler: choiceOption('upscaler', args.upscaler, Upscaler.options),
        isMarked: args.provenance !== false,
      }),
      version,
    };
    const fps = numberOption('fps', args.fps, { min: 1, max: 60 }) ?? 30;
    const plays = numberOption('plays', args.plays, { min: 0, max: 1000, isInteger: true }) ?? 0;
    const quality = numberOption('quality', args.quality, { min: 1, max: 100, isInteger: true }) ?? 90;
    const place = userPath(args.out);
    await withStudio(args.library, async (studio, client) => {
      const from = await findSource(client, args.run, args.model);
      const faces: LatentPoint[] =
        args.latents === undefined
          ? (seeds ?? []).map((seed) => ({ kind: 'seed', seed, index: 0 }))
          : await readLatents(client, from, args.latents);
      if (faces.length < 2 || faces.length > film.count)
        throw badInput(
          `A film of ${film.count} frames cannot pass ${faces.length} ${faces.length === 1 ? 'face' : 'faces'}.`,
          'Give at least two faces, and at least as many frames.',
        );
      const recipes = framesBetween(faces, film);
      const meter = new ProgressMeter('frames');
      const drawn = await studio.faces.drawOutgoingRecipes(from, recipes, {
        onFace: (done) => output.progress('Drawing', meter.read(done, recipes.length)),
      });
      const frames = drawn.map((frame, i) => ({ ...frame, name: `frame-${String(i + 1).padStart(4, '0')}` }));
      const files =
        format === undefined
          ? await writeFrames(place, frames, choices)
          : [
              await writeFilm(place, frames, {
                ...choices,
                origins: originsOf(faces, frames[0], args.latents),
                ...{ format, fps, plays, quality },
              }),
            ];
      const seconds = film.count / fps;
      const side = drawn[0].side * choices.scale;
      const shown =
        format === undefined
          ? recipes.map((_, frame) => frame)
          : animationTiming(film.count, { format, fps }).shown;
      const passed = stationFrames(faces.length, film).map((frame, i) => ({
        ...inputOf(faces[i], i),
        frame: shown.findLastIndex((each) => each <= frame) + 1,
      }));
      const size = { width: side, height: side };
      output.result(
        {
          files,
          frames: shown.length,
          fps: shown.length === film.count ? fps : shown.length / seconds,
          seconds,
          ...size,
          faces: passed,
        },
        [
          `A film of ${film.count} frames that passes ${faces.length} faces, ${seconds.toFixed(1)} s at ${fps} frames/s: ${place}, ${side}×${side}.`,
          ...(format === undefined ? [] : leftOutNote(film.count, { format, fps })),
          ...(choices.isMarked ? [] : [`It carries no mark. ${disclosureNote}`]),
        ],
      );
    });
  },
});

const wholeRange = { min: 0, max: 0xffff_ffff, isInteger: true };

/** Undefined for a folder. */
function formatOf(out: string): AnimationFormat | undefined {
  const ending = extname(out).slice(1).toLowerCase();
  if (ending === '') return undefined;
  if (ending === 'webp' || ending === 'gif') return ending;
  throw badInput(`--out may not end in .${ending}.`, 'End it in .webp or .gif, or name a folder.');
}

/** The faces that a film passes; what lies between them follows from these. */
const originsOf = (
  faces: readonly LatentPoint[],
  { origin }: OutgoingFace,
  file: string | undefined,
): MarkedFace[] =>
  faces.map((face, i) => ({
    ...origin,
    latent:
      face.kind === 'seed'
        ? { seed: face.seed, index: face.index }
        : { file: basename(file ?? '').slice(0, 100), row: i + 1 },
  }));

type Choices = PictureChoices & { version: string };

async function writeFilm(
  file: string,
  frames: readonly OutgoingFace[],
  {
    format,
    fps,
    plays,
    quality,
    scale,
    upscaler,
    isMarked,
    version,
    origins,
  }: Omit<Choices, 'format'> & { format: AnimationFormat; fps: number; plays: number; origins: MarkedFace[] },
): Promise<string> {
  const pixels = [];
  for (const frame of frames) pixels.push(enlarge(await frame.read(), scale, upscaler));
  const xmp = isMarked ? xmpPacket({ version, origins }) : undefined;
  await writeFileAtomic(
    file,
    await encodeAnimation(pixels, { format, fps, plays, quality, ...(xmp === undefined ? {} : { xmp }) }),
  );
  return file;
}

async function writeFrames(
  folder: string,
  frames: readonly OutgoingFace[],
  choices: Choices,
): Promise<string[]> {
  const target = await TargetFolder.open(folder);
  try {
    await writePictures(target, frames, choices);
    return await target.settle();
  } catch (error) {
    await target.discard();
    throw error;
  }
}
