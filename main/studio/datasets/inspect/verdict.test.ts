import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../contract/datasets/datasets.ts';
import { DatasetId } from '../../../contract/ids.ts';
import type { PresetId } from '../../../contract/presets.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { ReportFile, reportJson } from './report.ts';
import { reportHtml } from './report-html.ts';
import { type VerdictFacts, verdict } from './verdict.ts';

/** The config that a run with these choices gets. */
const fitted = (preset: PresetId, imageCount: number) => ({
  config: planConfig(presets[preset], { seed: 1, datasetChannels: 3, imageCount }),
});

const facts = (usable: number, rest: Partial<VerdictFacts> = {}): VerdictFacts => ({
  usable,
  total: usable,
  mode: 'align',
  filesSeen: usable,
  filesWithoutFace: 0,
  heldOut: Math.round(usable / 20),
  medianSide: 200,
  preparedSide: 256,
  isGrey: false,
  findings: [],
  ...rest,
});

describe('verdict', () => {
  it.each([
    [0, 'too-few'],
    [199, 'too-few'],
    [200, 'collage'],
    [999, 'collage'],
    [1000, 'fair'],
    [5000, 'good'],
    [20_000, 'rich'],
  ])('of %d faces is %s', (usable, level) => {
    expect(verdict(facts(usable))).toMatchObject({ level, usable });
  });

  it.each([
    [20, 256, 'draft-32', undefined],
    [47, 256, 'draft-32', undefined],
    [48, 256, 'standard-64', undefined],
    [95, 256, 'standard-64', undefined],
    [96, 256, 'standard-64', 'high-128'],
    [200, 256, 'standard-64', 'max-256'],
    [900, 1024, 'standard-64', 'max-256'],
    // What was prepared small has no more detail, however large the photos were.
    [900, 128, 'standard-64', 'high-128'],
    [900, 32, 'draft-32', undefined],
  ])(
    'suggests for sides of %d, prepared at %d: %s, with a graphics card %s',
    (medianSide, preparedSide, preset, gpuPreset) => {
      const found = verdict(facts(3000, { medianSide, preparedSide }));
      expect([found.preset, found.gpuPreset]).toEqual([preset, gpuPreset]);
    },
  );

  it.each([3, 59, 199])(
    'suggests the shortest training for %d pictures, however large they are',
    (usable) => {
      const found = verdict(facts(usable, { medianSide: 900, preparedSide: 1024 }));
      expect(found).toMatchObject({ level: 'too-few', preset: 'draft-32' });
      expect(found).not.toHaveProperty('gpuPreset');
      expect(found.suggestion).not.toContain('graphics card');
    },
  );

  it('announces what a run will do about learning by heart, and a length', () => {
    for (const usable of [100, 900, 1500, 4900, 9000, 30_000]) {
      const { preset, augmentation, kimg } = verdict(facts(usable));
      const { config } = fitted(preset, usable - Math.round(usable / 20));
      const words = { colour: 'colour', translation: 'shifts', cutout: 'cut-outs' };
      for (const [kind, word] of Object.entries(words))
        expect(augmentation.includes(word)).toBe(config.augmentations.some((each) => each === kind));
      expect(augmentation.includes('every picture')).toBe(config.augmentProbability === 1);
      expect(augmentation.includes('two more brakes')).toBe(
        config.leCamWeight > 0 && config.reconstructionWeight > 0,
      );
      expect(kimg.from).toBeLessThan(kimg.to);
    }
    expect(verdict(facts(2500)).suggestion).toBe(
      'Suggested: preset standard-64, or max-256 on a graphics card; 500 to 4,000 kimg (thousand pictures shown); augmentation: colour, shifts and cut-outs, as many as the run turns out to need.',
    );
    expect(verdict(facts(500)).kimg).toEqual({ from: 500, to: 1000 });
    expect(verdict(facts(100)).kimg).toEqual({ from: 150, to: 300 });
  });

  it('says the number, and promises more for more', () => {
    expect(verdict(facts(1)).headline).toMatch(/^1 face:/);
    expect(verdict(facts(2950)).headline).toMatch(/^2,950 faces: enough for/);
    const lengths = [100, 500, 2000, 9000, 30_000].map((usable) => verdict(facts(usable)).kimg.to);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it('suggests to use drawings as they are, and the textbook network for digits', () => {
    const drawings = verdict(facts(20, { filesSeen: 100, filesWithoutFace: 80 }));
    expect(drawings).toMatchObject({ suggestedFaces: 'as-is' });
    expect(drawings.advice.join(' ')).toContain('80 %');
    const digits = facts(10_000, { mode: 'as-is', isGrey: true, medianSide: 28 });
    expect(verdict(digits)).toMatchObject({
      preset: 'classic-mlp',
      augmentation: 'none',
      kimg: { from: 250, to: 500 },
    });
    expect(verdict(digits).advice.join(' ')).not.toMatch(/face/);
  });

  it('names what stands out', () => {
    const finding = { kind: 'over-represented', count: 500, leftOut: 0, policy: 'keep' } as const;
    const advice = verdict(facts(1000, { findings: [finding], medianSide: 40, total: 2000 })).advice.join(
      ' ',
    );
    expect(advice).toMatch(/50 % of the set shows a few people/);
    expect(advice).toMatch(/at more than 32 pixels/);
    expect(advice).toMatch(/1,000 of 2,000 prepared pictures are left out/);
  });
});

describe('a report', () => {
  const dataset: Dataset = {
    id: DatasetId.parse('test'),
    name: '<b>Holiday</b>',
    imageCount: 3,
    itemCount: 4,
    heldOutCount: 1,
    size: 256,
    faces: 'align',
    channels: 3,
    quarantinedCount: 1,
    sources: ['photos'],
    sizeBytes: 100,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const report = {
    dataset,
    diagnosis: {
      findings: [{ kind: 'blurry', count: 1, leftOut: 1, policy: 'leave-out' } as const],
      verdict: verdict(facts(3)),
      facesPerFile: [0, 3],
      sizes: [
        { from: 0, count: 0 },
        { from: 28, count: 3 },
      ],
      colour: { grey: 0, colour: 3 },
      people: [],
      imports: [
        {
          sources: ['"><img src=x onerror=alert(1)>'],
          importedAt: '2026-01-01T00:00:00.000Z',
          faces: 'align' as const,
          size: 256,
          files: { seen: 4, imported: 3, leftOut: 0, quarantined: 1, ignored: 0 },
        },
      ],
      ignored: [{ reason: 'in a recycle bin', count: 7, examples: ['<img src=y>.jpg'] }],
      setHash: 'ab'.repeat(32),
    },
    setAside: [
      {
        number: 1,
        file: '<script>alert(1)</script>.jpg',
        reason: 'damaged or cut off',
        canRetry: false,
        hasThumbnail: false,
        isDismissed: false,
      },
    ],
    madeAt: '2026-01-02T00:00:00.000Z',
  };

  it('is one page without anything active in it, whatever files are called', () => {
    const html = reportHtml({
      ...report,
      pictures: [{ label: '"Face" 1', webp: new Uint8Array([1, 2, 3]) }],
    });
    const tags = new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, tag]) => tag.toLowerCase()));
    for (const tag of ['script', 'iframe', 'link', 'a', 'object', 'b']) expect(tags).not.toContain(tag);
    expect([...html.matchAll(/<img /g)]).toHaveLength(1);
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;.jpg');
    expect(html).toContain('in a recycle bin');
    expect(html).toContain('data:image/webp;base64,AQID');
    expect(html).not.toMatch(/\son\w+=(?!alert\(1\)&#62;)/);
  });

  it('comes back from JSON as it was', () => {
    expect(ReportFile.parse(JSON.parse(reportJson(report)))).toEqual({ schemaVersion: 1, ...report });
  });
});
