import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { defineCommand } from 'citty';
import { Upscaler } from '../../contract/faces/picture-export.ts';
import { disclosureNote, xmpPacket } from '../../contract/faces/synthetic-mark.ts';
import { Easing } from '../../contract/latents/frames.ts';
import { type Run, realsName } from '../../contract/runs/runs.ts';
import { mediaPath } from '../../contract/system/media.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import type { Media } from '../../studio/media.ts';
import { animationTiming, encodeAnimation, leftOutNote } from '../../studio/pictures/animation.ts';
import { readPixels } from '../../studio/pictures/encode-picture.ts';
import { enlarge } from '../../studio/pictures/enlarge.ts';
import type { Pixels } from '../../studio/pictures/pixels.ts';
import { cutCell, timelapseFrames } from '../../studio/pictures/timelapse.ts';
import { userPath, version } from '../app.ts';
import { badInput, choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { findRun } from '../find.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const timelapseCommand = defineCommand({
  meta: { name: 'timelapse', description: 'Film how the faces of a run became what they are' },
  args: {
    ...commonArgs,
    run: { type: 'string', description: 'id of a run', required: true, valueHint: 'RUN' },
    out: { type: 'string', description: 'animated .webp or .gif to write', default: 'timelapse.webp' },
    cell: { type: 'string', description: 'one face of the sample grid, counted from 1 (default: all)' },
    seconds: { type: 'string', description: 'length, without the time at the end', default: '6' },
    fps: { type: 'string', description: 'frames a second, 1-60; a GIF holds at most 50', default: '15' },
    hold: { type: 'string', description: 'seconds that the last faces stay', default: '1.5' },
    easing: { type: 'string', description: Easing.options.join(' | '), default: 'smooth' },
    loop: { type: 'boolean', description: 'fade back into the first faces at the end' },
    once: { type: 'boolean', description: 'play once and not without end' },
    scale: { type: 'string', description: 'enlargement, 1-16', default: '1' },
    upscaler: { type: 'string', description: Upscaler.options.join(' | '), default: 'nearest' },
    quality: { type: 'string', description: '1-100, of WebP', default: '90' },
    provenance: {
      type: 'boolean',
      description: 'mark the film as synthetic, for machines to read',
      negativeDescription: `no mark. ${disclosureNote}`,
      default: true,
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const format = choiceOption('out', extname(args.out).slice(1).toLowerCase(), ['webp', 'gif']);
    const fps = numberOption('fps', args.fps, { min: 1, max: 60 }) ?? 15;
    const seconds = numberOption('seconds', args.seconds, { min: 0.1, max: 120 }) ?? 6;
    const hold = numberOption('hold', args.hold, { min: 0, max: 30 }) ?? 0;
    const scale = numberOption('scale', args.scale, { min: 1, max: 16, isInteger: true }) ?? 1;
    const quality = numberOption('quality', args.quality, { min: 1, max: 100, isInteger: true }) ?? 90;
    const easing = choiceOption('easing', args.easing, Easing.options);
    const upscaler = choiceOption('upscaler', args.upscaler, Upscaler.options);
    const file = userPath(args.out);
    await withStudio(args.library, async (studio, client) => {
      const run = await findRun(client, args.run);
      const history = await client.runs.history({ id: run.id });
      const samples = history.samples.filter(({ name }) => name !== realsName);
      if (samples.length < 2) {
        throw badInput(
          `The run "${run.name}" has ${samples.length === 1 ? 'one sample grid' : 'no sample grids'} so far.`,
          'Train it for longer: a film needs two.',
        );
      }
      const cut = cutterOf(run, args.cell);
      const grids: Pixels[] = [];
      for (const { name } of samples)
        grids.push(enlarge(cut(await readGrid(studio.media, run, name)), scale, upscaler));
      const count = Math.max(2, Math.round(seconds * fps));
      const moving = timelapseFrames(grids, { count, easing, isLoop: args.loop === true });
      const held = args.loop === true ? 0 : Math.round(hold * fps);
      const frames = [...moving, ...Array.from({ length: held }, () => moving[moving.length - 1])];
      const isMarked = args.provenance !== false;
      const animation = await encodeAnimation(frames, {
        ...{ format, fps, quality },
        plays: args.once === true ? 1 : 0,
        ...(isMarked ? { xmp: xmpPacket(markOf(run)) } : {}),
      });
      await writeFileAtomic(file, animation);
      const [{ width, height }] = frames;
      const { shown } = animationTiming(frames.length, { format, fps });
      output.result({ files: [file], frames: shown.length, grids: grids.length, width, height }, [
        `${grids.length} sample grids of "${run.name}" in ${shown.length} frames: ${file}, ${width}×${height}.`,
        ...leftOutNote(frames.length, { format, fps }),
        ...(isMarked ? [] : [`It carries no mark. ${disclosureNote}`]),
      ]);
    });
  },
});

/** Cuts what was asked for out of the run's grids. */
function cutterOf({ config }: Run, cellText: string | undefined): (grid: Pixels) => Pixels {
  const { gridRows: rows, gridColumns: columns } = config;
  const cell = numberOption('cell', cellText, { min: 1, max: rows * columns, isInteger: true });
  return cell === undefined ? (grid) => grid : (grid) => cutCell(grid, cell - 1, { rows, columns });
}

async function readGrid(media: Media, { id, name: runName }: Run, name: string): Promise<Pixels> {
  const found = await media.resolve(mediaPath.runSample(id, name));
  if (found === undefined)
    throw badInput(
      `A sample grid of "${runName}" is missing: ${name}.`,
      'Train the run on, or choose another.',
    );
  return readPixels(await readFile(found.file));
}

/** The weights change from frame to frame; the latents are those of the run's grids. */
const markOf = ({ name, config }: Run) => ({
  version,
  origins: [{ modelName: name, latent: { name: `sample grid of the run, seed ${config.seed}` } }],
});
