import { useQuery } from '@tanstack/react-query';
import type { EngineCandidate } from '../../../main/contract/engines.ts';
import { kernelSentence } from '../../../main/contract/gradient-kernels.ts';
import type { GraphicsReport } from '../../../main/contract/system/graphics-cards.ts';
import type { EngineStatus } from '../../../main/contract/system/system.ts';
import { bridge, studio } from '../../client/studio.ts';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { formatBytes } from '../../format.ts';
import { CudaSetup } from './CudaSetup.tsx';
import { DeviceChoice } from './DeviceChoice.tsx';
import classes from './settings.module.css';

/** Every way in which an engine can run here, and what its proof said of it. */
export function EngineList() {
  const info = useQuery(studio.system.info.queryOptions({}));
  if (info.error) return <LoadFailure error={info.error} />;
  if (!info.data) return <p className={classes.hint}>Looking for engines …</p>;
  return (
    <>
      <p className={classes.hint}>
        An engine is used only after it has computed rightly on this very computer; of those that have, the
        fastest for each preset.{bridge ? '' : ' “faceloom doctor --prove” proves all of them again.'}
      </p>
      <ul className={classes.engines}>
        {info.data.candidates.map((candidate) => (
          <li key={candidate.settings} data-verdict={candidate.verdict}>
            <span>{candidate.title}</span>
            <span>{words[candidate.verdict]}</span>
            {[
              candidate.reason,
              candidate.facesReason,
              candidate.kernelForms && kernelSentence(candidate.kernelForms),
            ]
              .filter((text) => text !== undefined)
              .map((text) => (
                <small key={text}>{text}</small>
              ))}
          </li>
        ))}
      </ul>
      <GraphicsCards graphics={info.data.graphics} />
      <WebGpuCard engines={info.data.engines} />
      {info.data.graphics.fits && <CudaSetup />}
      <DeviceChoice candidates={info.data.candidates} />
    </>
  );
}

/** The cards of this computer, or why none is used. */
function GraphicsCards({ graphics }: { graphics: GraphicsReport }) {
  const { cards, fits, reason, next } = graphics;
  return (
    <div data-testid="graphics-cards">
      <p className={classes.hint}>Graphics card: {sentences(reason, fits ? undefined : next)}</p>
      <ul className={classes.engines}>
        {cards.map((card) => (
          <li key={card.uuid} data-verdict={card.fits ? 'right' : 'unavailable'}>
            <span>{card.name}</span>
            <span>{card.fits ? 'can train' : 'is not used'}</span>
            <small>
              {card.memoryBytes === undefined ? '' : `${formatBytes(card.memoryBytes)}, `}driver {card.driver}
              {card.reason === undefined || card.reason === reason
                ? ''
                : `. ${sentences(card.reason, card.next)}`}
            </small>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The card that WebGPU reaches, which is the window's own in the desktop program, or why it reaches none. */
function WebGpuCard({ engines }: { engines: readonly EngineStatus[] }) {
  const webgpu = engines.find(({ id }) => id === 'webgpu');
  if (webgpu === undefined) return undefined;
  return (
    <p className={classes.hint} data-testid="webgpu-card">
      {webgpu.available ? `WebGPU reaches a card through ${webgpu.version}.` : whyNoCard(webgpu)}
    </p>
  );
}

function whyNoCard({ reason = 'WebGPU cannot be used here.', next }: EngineStatus): string {
  // Most reasons name it, since they are errors of trainings too.
  return sentences(reason.includes('WebGPU') ? reason : `WebGPU: ${reason}`, next);
}

const sentences = (...given: (string | undefined)[]): string =>
  given.filter((sentence) => sentence !== undefined).join(' ');

const words: Readonly<Record<EngineCandidate['verdict'], string>> = {
  right: 'right here',
  wrong: 'computes wrongly here',
  died: 'crashes here',
  hung: 'hangs here',
  unavailable: 'cannot be used here',
  untried: 'is tried when it is needed',
};
