import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { KeptLatent } from '../../../../main/contract/latents/kept-latents.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { studio } from '../../../client/studio.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { EditableName } from '../../../components/EditableName.tsx';
import { Stat, Stats } from '../../../components/Stat.tsx';
import { showRecipe } from '../session/face-actions.ts';
import type { Session } from '../session/session.ts';
import { useDrawn } from '../session/use-drawn.ts';
import { FaceButton } from './FaceButton.tsx';
import classes from './panels.module.css';

/** A photo, the nearest face that was found, and how far they are apart. */
export function Projection({ session, latent }: { session: Session; latent: KeptLatent }) {
  const { id, name, recipe, residual } = latent;
  const { data } = useDrawn(
    session.from,
    useMemo(() => [recipe], [recipe]),
  );
  const show = useMutation({ mutationFn: () => showRecipe(session, recipe, name) });
  const rename = useMutation(studio.latents.rename.mutationOptions());
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    ...studio.latents.remove.mutationOptions(),
    onSettled: () => setAsked(false),
  });
  return (
    <section className={classes.block} aria-label={`Projection of ${name}`}>
      <div className={classes.sliderHead}>
        <h3 className={classes.name}>
          <EditableName
            name={rename.isPending ? rename.variables.name : name}
            onRename={(next) => rename.mutate({ id, name: next })}
          />
        </h3>
        <Tooltip label="Remove the projection">
          <ActionIcon size={22} aria-label={`Remove projection ${name}`} onClick={() => setAsked(true)}>
            <IconTrash size={14} />
          </ActionIcon>
        </Tooltip>
        {asked && (
          <ConfirmDialog
            title={`Remove projection ${name}`}
            action="Remove"
            isPending={remove.isPending}
            onConfirm={() => remove.mutate({ id })}
            onClose={() => setAsked(false)}
          >
            The nearest face and its copy of the photo are deleted from the library. Your photo stays where it
            is, and can be projected again.
          </ConfirmDialog>
        )}
      </div>
      <div className={classes.pair}>
        <figure>
          <img
            className={classes.photo}
            src={mediaPath.projectedPhoto(id)}
            alt={`${name}, aligned`}
            draggable={false}
            data-pixelated={(data?.size ?? 0) < 128 || undefined}
          />
          <figcaption>Photo, aligned</figcaption>
        </figure>
        <figure>
          <FaceButton
            label={`Show projection ${name}`}
            picture={data?.pictures[0]}
            size={data?.size}
            onPress={() => show.mutate()}
          />
          <figcaption>Nearest face</figcaption>
        </figure>
      </div>
      {residual && (
        <Stats>
          <Stat label="SSIM" hint="Structural similarity of the brightness; 1 = the same picture">
            {residual.ssim.toFixed(2)}
          </Stat>
          <Stat label="PSNR" hint="Peak signal-to-noise ratio; higher is nearer">
            {residual.psnr.toFixed(1)} dB
          </Stat>
          <Stat label="Off by" hint="Mean difference of a pixel's values">
            {residual.pixelError.toFixed(1)} of 255
          </Stat>
        </Stats>
      )}
    </section>
  );
}
