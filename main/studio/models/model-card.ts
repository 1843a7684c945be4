import type { Provenance } from '../../contract/diagnosis.ts';
import type { Model } from '../../contract/models.ts';
import type { RunConfig } from '../../contract/run-config.ts';
import type { Run } from '../../contract/runs.ts';

/** The facts of a model as Markdown. */
export function modelCard(model: Model, run: Run, config: RunConfig): string {
  const settings = Object.entries(config).map(([name, value]) => `| ${name} | ${JSON.stringify(value)} |`);
  return [
    `# ${model.name}`,
    '',
    `A generator of ${model.resolution}×${model.resolution} ${model.channels === 1 ? 'grey' : 'colour'} faces, made with Faceloom.`,
    'Its pictures are synthetic: they show nobody, though they can come close to the faces it was trained on.',
    '',
    `- dataset: ${model.datasetName}`,
    ...provenanceLines(model.provenance),
    ...startLines(config),
    `- images shown: ${(model.nimg / 1000).toFixed(1)} kimg in ${(run.trainingSeconds / 60).toFixed(1)} minutes of training`,
    `- latent size: ${model.latentSize}`,
    `- weights: generator.safetensors, ${model.sizeBytes} bytes, SHA-256 ${model.hash}`,
    `- made: ${model.createdAt}`,
    '',
    '| setting | value |',
    '| --- | --- |',
    ...settings,
    '',
  ].join('\n');
}

function startLines({ startedFrom }: RunConfig): string[] {
  if (startedFrom === undefined) return [];
  const { kind, name, nimg, resolution, hash } = startedFrom;
  return [
    `- started from: the ${kind} ${JSON.stringify(name)} at ${(nimg / 1000).toFixed(1)} kimg, ${resolution} pixels, SHA-256 ${hash}`,
  ];
}

/** Where the pictures came from: every model can be traced to the set it learned from. */
function provenanceLines(provenance: Provenance | undefined): string[] {
  if (provenance === undefined) return [];
  const { setHash, imageCount, heldOutCount, imports } = provenance;
  return [
    `- pictures: ${imageCount}, of which ${heldOutCount} held out; SHA-256 of the set ${setHash}`,
    ...imports.map(
      ({ sources, importedAt, faces, size }) =>
        `  - ${importedAt}: ${sources.map((source) => JSON.stringify(source)).join(', ')} (${faces}, up to ${size} pixels)`,
    ),
  ];
}
