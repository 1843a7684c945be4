import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClock, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatKimg } from '../../../format.ts';
import classes from './health.module.css';
import type { HealthVerdict } from './health-verdict.ts';

interface Props {
  verdict: HealthVerdict;
  /** A small picture of what it rests on. */
  evidence?: ReactNode;
  /** Shows where the evidence is. */
  onShow?: (() => void) | undefined;
}

/** What the coach says of the run: one sentence, what to do, what was done, and what it rests on. */
export function CoachBar({
  verdict: { tone, sentence, suggestion, action, finding },
  evidence,
  onShow,
}: Props) {
  const Icon = icons[tone];
  return (
    <aside className={classes.coach} aria-label="Health coach" data-tone={tone}>
      <Icon size={18} className={classes.icon} aria-hidden />
      <div className={classes.said} role="status">
        <p>
          <span className={classes.who}>Coach: </span>
          <strong>{sentence}</strong> {!finding && suggestion}
          {finding && <span className={classes.where}>at {formatKimg(finding.nimg)}</span>}
        </p>
        {finding && (
          <p className={classes.advice}>
            {action && <span className={classes.done}>{action} </span>}
            {suggestion}
          </p>
        )}
      </div>
      {evidence && onShow && (
        <Tooltip label="Show it in its chart">
          <UnstyledButton className={classes.evidence} onClick={onShow} aria-label="Show the evidence">
            {evidence}
          </UnstyledButton>
        </Tooltip>
      )}
    </aside>
  );
}

const icons: Record<HealthVerdict['tone'], TablerIcon> = {
  waiting: IconClock,
  good: IconCircleCheck,
  warning: IconAlertTriangle,
  bad: IconAlertTriangle,
};
