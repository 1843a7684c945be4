import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatasetId, ModelId, type RunId } from '../../../contract/ids.ts';
import { type CardSection, emptyCardText } from '../../../contract/models/model-card.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';
import type { CardFacts } from './card-sections.ts';
import { escapeMarkdown, modelCard } from './model-card.ts';

const training = planConfig(presets['draft-32'], { seed: 7, datasetChannels: 3 });
const facts: CardFacts = {
  name: 'Portraits',
  nimg: 120_300,
  config: training,
  training,
  hash: 'f00d',
  sizeBytes: 1_234_567,
  keptAt: '2026-03-02T10:00:00.000Z',
  datasetName: 'Friends',
  provenance: {
    setHash: 'abc',
    imageCount: 640,
    heldOutCount: 32,
    imports: [
      {
        sources: ['/photos/portraits.zip', 'D:\\photos\\more\\'],
        importedAt: '2026-03-01T10:00:00.000Z',
        faces: 'align',
        size: 256,
        files: { seen: 700, imported: 640, leftOut: 0, quarantined: 50, ignored: 10 },
      },
    ],
  },
  dataset: 'as it was',
  run: { name: 'First try', nimg: 150_000, trainingSeconds: 360 },
  engines: [{ title: 'TensorFlow with oneDNN', fromNimg: 0 }],
};

const textOf = (card: { sections: CardSection[] }, title: string) => {
  const [{ sentences, facts: listed }] = card.sections.filter((each) => each.title === title);
  return [...sentences, ...listed.map(({ label, value }) => `${label}: ${value}`)].join('\n');
};

describe('a card', () => {
  it('says what the model is, what it learned from and how, and what is not known', () => {
    const card = modelCard(facts, emptyCardText);
    expect(textOf(card, 'About')).toContain('32 × 32 colour faces');
    expect(textOf(card, 'About')).toContain('120.3 kimg');
    expect(textOf(card, 'Intended use')).toContain('has not said what it is for');
    expect(textOf(card, 'Limits')).toContain('only 608 pictures');
    expect(textOf(card, 'Data')).toContain('640, of which 32 were held out');
    expect(textOf(card, 'Data')).toContain(
      'portraits.zip, more (640 pictures, faces put straight, up to 256 pixels)',
    );
    expect(card.markdown).not.toMatch(/\/home|mine/);
    expect(textOf(card, 'Scores')).toBe('It has not been measured yet.');
    expect(textOf(card, 'Provenance')).toContain('First try, by now 150.0 kimg in 6.0 minutes');
    expect(textOf(card, 'Provenance')).toContain('SHA-256 of the weights: f00d');
    const settings = card.sections.find(({ title }) => title === 'Recipe')?.table?.rows;
    expect(settings).toContainEqual(['Batch size (images)', String(training.batchSize)]);
    expect(card.markdown).toContain('| Batch size (images) |');
  });

  it('counts a single picture that was held out as one, and not among those it learned from', () => {
    const provenance = { setHash: 'abc', imageCount: 52, heldOutCount: 1, imports: [] };
    const card = modelCard({ ...facts, provenance }, emptyCardText);
    expect(textOf(card, 'Limits')).toContain('only 51 pictures');
    expect(textOf(card, 'Data')).toContain('52, of which 1 was held out from training');
  });

  it('says what computed it, and where that is wrong on this computer', () => {
    const doubt = { title: 'TensorFlow with oneDNN', reason: 'A convolution was wrong.', fromNimg: 0 };
    const plain = modelCard(facts, emptyCardText);
    expect(textOf(plain, 'Recipe')).toContain('Trained with: TensorFlow with oneDNN');
    expect(plain.markdown).not.toContain('does not compute rightly');
    const engines = [...facts.engines, { title: 'TensorFlow without oneDNN', fromNimg: 60_000 }];
    const card = modelCard({ ...facts, engines, doubt: { ...doubt, toNimg: 60_000 } }, emptyCardText);
    expect(textOf(card, 'Recipe')).toContain('oneDNN, from 60.0 kimg on TensorFlow without oneDNN');
    expect(textOf(card, 'Limits')).toMatch(
      /trained, up to 60\.0 kimg, with TensorFlow with oneDNN, which does not compute rightly .* A convolution was wrong\./,
    );
    expect(card.markdown).toContain('does not compute rightly on this computer');
    expect(textOf(modelCard({ ...facts, engines: [] }, emptyCardText), 'Recipe')).toContain(
      'Trained with: not known',
    );
  });

  it('keeps its owner’s words apart from the facts: as quotations, whatever they contain', () => {
    const text = { intendedUse: 'Masks for **our play**.', limits: '# Fact\n<b>none</b>', notes: '' };
    const { markdown, sections } = modelCard(facts, text);
    expect(textOf({ sections }, 'Intended use')).not.toContain('has not said');
    expect(markdown).toContain('## Intended use\n\n> Masks for **our play**.\n');
    expect(markdown).toContain('> # Fact\n> &lt;b>none&lt;/b>\n');
    expect(markdown).not.toContain('## Notes');
    expect(markdown.match(/^#/gm)).toHaveLength(1 + sections.length);
  });

  it('is not changed by what names contain', () => {
    const nasty =
      'A | b\n\n# Injected\n<img src=x onerror=1> [link](javascript:1) ![](https://x.test) `c` *d* _e_ @f';
    const plain = modelCard(facts, emptyCardText).markdown;
    const { markdown } = modelCard({ ...facts, name: nasty, datasetName: nasty }, emptyCardText);
    const shape = (text: string) => text.split('\n').map((line) => line.match(/^(#+ |- |\| )/)?.[0] ?? '');
    expect(shape(markdown)).toEqual(shape(plain));
    // Without what is escaped, nothing is left that Markdown or a browser would act on.
    const bare = markdown.replace(/\\./g, '');
    expect(bare).not.toMatch(/[<>[\]`*]|https?:\/\//);
  });

  it.each([
    ['a\\b', 'a\\\\b'],
    ['1 < 2', '1 \\< 2'],
    ['https://x.test', 'https\\://x.test'],
    ['WWW.x.test', 'WWW\\.x.test'],
    ['C:/photos, 12.5 %', 'C:/photos, 12.5 %'],
    [' two\r\nlines ', 'two lines'],
  ])('writes %j as %j', (text, markdown) => expect(escapeMarkdown(text)).toBe(markdown));
});

describe('the card of a model in a library', () => {
  const library = drawnLibrary();
  let open: TestStudio;
  let datasetId: DatasetId;
  let runId: RunId;
  let id: ModelId;
  const sectionText = async (title: string) => textOf(await open.client.models.card({ id }), title);

  beforeAll(async () => {
    const drawn = await library.open({ launchCompute: scriptedCompute });
    open = drawn;
    ({ datasetId } = drawn);
    const { client } = open;
    const started = await client.runs.start({ datasetId, preset: 'draft-32', name: 'Try', maxKimg: 0.5 });
    await jobEnd(client, started.jobId);
    ({ runId } = started);
    ({ id } = await client.models.promote({ runId, name: 'Kept' }));
  });
  afterAll(() => open[Symbol.asyncDispose]());

  it('has its owner’s words and the newest scores', async () => {
    const { client } = open;
    const text = { intendedUse: ' For a poster. ', limits: '', notes: 'Line 1\nLine 2' };
    await client.models.setCardText({ id, text });
    const { jobId } = await client.models.evaluate({ from: { kind: 'model', id } });
    await jobEnd(client, jobId);
    const card = await client.models.card({ id });
    expect(card.text).toEqual({ ...text, intendedUse: 'For a poster.' });
    expect(card.markdown).toContain('> Line 1\n> Line 2\n');
    // The scripted process measures one score and says of the others why it cannot.
    expect(card.sections.find(({ title }) => title === 'Scores')?.table?.rows).toEqual([
      ['MS-SSIM of pairs', '0.500', '–', '–', '–', '1', 'the pictures themselves', 'none'],
    ]);
    expect(textOf(card, 'Scores')).toContain('KID: This is a script.');
  });

  it('says what has changed and what is gone, and keeps what is known', async () => {
    const { client } = open;
    expect(await sectionText('Data')).not.toMatch(/changed|no longer/);
    expect(await sectionText('Provenance')).toContain('Run: Try');
    await client.datasets.decide({ id: datasetId, indices: [0], decision: 'out' });
    expect(await sectionText('Data')).toContain('has changed since');
    await client.runs.remove({ id: runId });
    expect(await sectionText('Provenance')).toContain('not in the library');
    await client.datasets.remove({ id: datasetId });
    expect(await sectionText('Data')).toContain('no longer in the library');
    expect(await sectionText('Data')).toContain('64, of which');
    expect((await client.models.card({ id })).text.intendedUse).toBe('For a poster.');
  });

  it('is refused for a model that is not there', async () => {
    const absent = ModelId.parse('absent');
    const refused = { code: 'MODEL_NOT_FOUND' };
    await expect(open.client.models.card({ id: absent })).rejects.toMatchObject(refused);
    await expect(open.client.models.setCardText({ id: absent, text: emptyCardText })).rejects.toMatchObject(
      refused,
    );
  });
});
