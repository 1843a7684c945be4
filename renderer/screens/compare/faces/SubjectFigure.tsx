import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { presentError } from '../../../client/present-error.ts';
import { studio } from '../../../client/studio.ts';
import { formatKimg } from '../../../format.ts';
import { chartColours } from '../../../theme/theme.ts';
import classes from '../compare.module.css';
import type { Compared } from '../use-comparison.ts';
import { drawInput } from './draw-input.ts';
import type { ChosenLatents } from './latents.ts';
import sheetClasses from './sheet.module.css';

interface Props {
  subject: Compared;
  latents: ChosenLatents;
  onChoose: (index: number) => void;
}

/** The faces of one subject; pressing one chooses its latent in all of them. */
export function SubjectFigure({ subject, latents, onChoose }: Props) {
  const { label, nimg, colour, cannotDraw } = subject;
  const scheme = useComputedColorScheme('dark');
  const { data: sheet, error } = useQuery({
    ...studio.compare.draw.queryOptions({ input: drawInput(subject, latents) }),
    enabled: cannotDraw === undefined,
  });
  const failure = error && presentError(error);
  const rows = sheet ? Math.ceil(sheet.count / sheet.columns) : 1;
  return (
    <figure className={classes.figure}>
      <figcaption>
        <i style={{ background: chartColours[scheme][colour] }} />
        <strong>{label}</strong>
        {!label.includes(formatKimg(nimg)) && <span>{formatKimg(nimg)}</span>}
      </figcaption>
      {sheet ? (
        <div className={sheetClasses.sheet}>
          <img
            src={mediaPath.sheet(sheet.id)}
            alt={`Faces of ${label}`}
            style={{ aspectRatio: `${sheet.columns} / ${rows}` }}
          />
          <div
            className={sheetClasses.places}
            style={{ gridTemplate: `repeat(${rows}, 1fr) / repeat(${sheet.columns}, 1fr)` }}
          >
            {Array.from({ length: sheet.count }, (_, index) => (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: a latent is its number.
                key={index}
                type="button"
                aria-label={`Latent ${index + 1} of ${label}`}
                aria-pressed={index === latents.chosen}
                onClick={() => onChoose(index)}
              />
            ))}
          </div>
        </div>
      ) : (
        <p className={classes.blank}>
          {cannotDraw ?? (failure ? `${failure.message} ${failure.next}` : 'Drawing')}
        </p>
      )}
    </figure>
  );
}
