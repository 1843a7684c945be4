import { latentOf, loadGenerator } from './generator.js';

const model = JSON.parse(document.getElementById('model').textContent);
const draw = loadGenerator(model);
const side = model.resolution;
const gridFaces = 16;

const element = (id) => document.getElementById(id);
const seedBox = element('seed');
const grid = element('grid');
const status = element('status');
/** Counts what was asked for, so that work for an older wish stops. */
let wish = 0;

element('name').textContent = model.name;
document.title = `${model.name} – faces`;

/** The seed in the box; anything that is no whole number counts as 0. */
function readSeed() {
  const seed = Math.min(Math.max(Math.floor(Number(seedBox.value)) || 0, 0), 0xffffffff);
  seedBox.value = String(seed);
  return seed;
}

/** Puts the face of a latent onto a canvas of its own size. */
function paint(canvas, latent) {
  const pixels = draw(latent);
  const image = new ImageData(side, side);
  const { channels } = model;
  for (let i = 0; i < side * side; i++) {
    for (let c = 0; c < 3; c++)
      image.data[4 * i + c] = Math.round((pixels[i * channels + (channels === 1 ? 0 : c)] + 1) * 127.5);
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

function newCanvas() {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  return canvas;
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Faces 0, 1, 2 … of the seed, one a frame, so that the page stays alive. */
async function drawFaces(count) {
  const mine = ++wish;
  const seed = readSeed();
  const started = performance.now();
  grid.replaceChildren();
  grid.dataset.count = String(count);
  for (let index = 0; index < count; index++) {
    const canvas = newCanvas();
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `Face ${index + 1} of seed ${seed}`);
    paint(canvas, latentOf(seed, index, model.latentSize));
    grid.append(canvas);
    status.textContent = `Seed ${seed}: face ${index + 1} of ${count}`;
    await nextFrame();
    if (mine !== wish) return;
  }
  const milliseconds = Math.round((performance.now() - started) / count);
  status.textContent = `Seed ${seed}: ${count === 1 ? '1 face' : `${count} faces`}, ${milliseconds} ms each`;
}

/** Along the sphere: latents in between are as long as those of faces (Shoemake 1985). */
function between(from, to, t) {
  const length = (v) => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  const cosine = from.reduce((sum, value, i) => sum + value * to[i], 0) / (length(from) * length(to));
  const angle = Math.acos(Math.min(Math.max(cosine, -1), 1));
  if (angle < 1e-4) return from.map((value, i) => value + t * (to[i] - value));
  return from.map(
    (value, i) => (value * Math.sin((1 - t) * angle) + to[i] * Math.sin(t * angle)) / Math.sin(angle),
  );
}

/** One face turns into the next of the seed until something else is asked for. */
async function morph() {
  const mine = ++wish;
  const seed = readSeed();
  const canvas = newCanvas();
  grid.replaceChildren(canvas);
  grid.dataset.count = '1';
  const secondsEach = 2;
  const started = performance.now();
  while (mine === wish) {
    const place = (performance.now() - started) / 1000 / secondsEach;
    const index = Math.floor(place);
    // Slow at the faces, fast between them.
    const t = (1 - Math.cos(Math.PI * (place - index))) / 2;
    const latent = between(
      latentOf(seed, index, model.latentSize),
      latentOf(seed, index + 1, model.latentSize),
      t,
    );
    paint(canvas, latent);
    status.textContent = `Seed ${seed}: face ${index + 1} turns into face ${index + 2}`;
    await nextFrame();
  }
}

const newSeed = () => {
  seedBox.value = String(crypto.getRandomValues(new Uint16Array(1))[0]);
};

element('face').addEventListener('click', () => {
  newSeed();
  drawFaces(1);
});
element('faces').addEventListener('click', () => {
  newSeed();
  drawFaces(gridFaces);
});
element('morph').addEventListener('click', () => morph());
element('controls').addEventListener('submit', (event) => {
  event.preventDefault();
  drawFaces(grid.dataset.count === '1' ? 1 : gridFaces);
});

drawFaces(gridFaces);
