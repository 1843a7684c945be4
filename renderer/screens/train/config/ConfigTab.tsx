import { useQuery } from '@tanstack/react-query';
import { describeDoubt } from '../../../../main/contract/runs/engine-uses.ts';
import type { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { LoadFailure } from '../../../components/LoadFailure.tsx';
import { formatKimg } from '../../../format.ts';
import { useEngineDoubt } from '../../../runs/use-engine-doubt.ts';
import classes from './config.module.css';
import { type ConfigRow, configRows } from './config-rows.ts';

/** What a run was started with and goes on with: what differs from its preset first, all else folded away. */
export function ConfigTab({ run }: { run: Run }) {
  const { id, config } = run;
  const defaults = useQuery(studio.runs.defaults.queryOptions({ input: { id } }));
  const doubt = useEngineDoubt(run);
  if (defaults.error) return <LoadFailure error={defaults.error} />;
  if (!defaults.data) return null;
  const { byHand, others } = configRows(config, defaults.data);
  return (
    <section className={classes.tab} aria-label="Config">
      <section className={classes.group} aria-label="Set by hand">
        <h2>Set by hand</h2>
        {byHand.length === 0 && <p className={classes.hint}>Nothing: all is as the preset has it.</p>}
        {byHand.length > 0 && <Rows rows={byHand} isChanged />}
      </section>
      {config.startedFrom && <StartedFrom {...config} startedFrom={config.startedFrom} />}
      <section className={classes.group} aria-label="Run">
        <h2>Run</h2>
        <dl className={classes.facts}>
          {[...runFacts(config), ...engineFacts(run)].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {doubt !== undefined && (
        <p className={classes.hint} role="note">
          {describeDoubt(doubt)}
        </p>
      )}
      <details className={classes.group}>
        <summary>As the preset has it ({others.length})</summary>
        <Rows rows={others} />
      </details>
      <p className={classes.foot}>
        Frozen when the run was started; only its length may change. It lies beside its checkpoints as
        config.json.
      </p>
    </section>
  );
}

/** What its steps were computed with. */
function engineFacts({ engine, engineSettings, stepMode }: Run): [string, string][] {
  if (engine === undefined) return [];
  const settings = engineSettings ?? 'as it came, before engines were proved';
  return [['Trained with', [engine, settings, ...(stepMode === undefined ? [] : [stepMode])].join(' · ')]];
}

function Rows({ rows, isChanged = false }: { rows: readonly ConfigRow[]; isChanged?: boolean }) {
  return (
    <ul className={classes.rows}>
      {rows.map(({ key, title, description, value, unit, own }) => (
        <li key={key} data-changed={isChanged || undefined} title={description}>
          <span className={classes.name}>{title}</span>
          <span className={classes.value}>
            {value} {unit && <small>{unit}</small>}
          </span>
          {isChanged && <span className={classes.own}>preset: {own}</span>}
        </li>
      ))}
    </ul>
  );
}

function StartedFrom({
  startedFrom,
  resolution,
}: Pick<RunConfig, 'resolution'> & { startedFrom: NonNullable<RunConfig['startedFrom']> }) {
  const { kind, name, nimg, hasDiscriminator } = startedFrom;
  const grown = startedFrom.resolution !== resolution;
  return (
    <section className={classes.group} aria-label="Started from">
      <h2>Started from</h2>
      <p>
        The {kind} “{name}” at {formatKimg(nimg)}
        {grown && `, from ${startedFrom.resolution} to ${resolution} pixels: finer layers began fresh`}
        {hasDiscriminator ? '.' : '; its discriminator was gone, so that one began fresh.'}
      </p>
    </section>
  );
}

/** What is not a hyper-parameter. */
function runFacts(config: RunConfig): [string, string][] {
  const { resolution, channels, seed, deterministic, maxKimg, maxMinutes, stopBelowKid } = config;
  const length = [
    ...(maxKimg === undefined ? [] : [`${maxKimg} kimg`]),
    ...(maxMinutes === undefined ? [] : [`${maxMinutes} minutes`]),
    ...(stopBelowKid === undefined ? [] : [`KID below ${stopBelowKid}`]),
  ];
  return [
    ['Preset', config.preset],
    ['Networks', config.architecture],
    ['Pictures', `${resolution} × ${resolution}, ${channels === 1 ? 'grey' : 'colour'}`],
    ['Length', length.join(' or ') || 'until it is stopped'],
    ['Seed', String(seed)],
    ['Exactly repeatable', deterministic ? 'yes' : 'no'],
  ];
}
