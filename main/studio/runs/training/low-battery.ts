import type { Battery } from '../../base/battery.ts';
import type { Logger } from '../../base/log.ts';
import type { WallClock } from '../../base/wall-clock.ts';
import type { SettingsStore } from '../../library/settings.ts';
import type { RunQueue } from './run-queue.ts';
import type { TrainingSlot } from './training-slot.ts';

export interface LowBatteryOptions {
  slot: TrainingSlot;
  queue: RunQueue;
  settings: SettingsStore;
  clock: WallClock;
  /** Undefined where there is no battery. */
  readBattery: () => Promise<Battery | undefined>;
  log: Logger;
}

/**
 * Pauses the training when the battery runs low, where the settings say so. The runs that wait are held, or the next one
 * would empty the battery in its place. Returns the function that ends it.
 */
export function pauseOnLowBattery(options: LowBatteryOptions): () => void {
  const { slot, queue, settings, clock, readBattery, log } = options;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let hasFailed = false;

  const look = async (leastPercent: number) => {
    const battery = await readBattery();
    if (battery === undefined || !battery.isDischarging || battery.percent >= leastPercent) return;
    if (queue.state().runIds.length > 0) queue.hold(true);
    slot.pause(`The run was paused: the battery is at ${Math.round(battery.percent)} %.`);
  };
  return clock.onBeat(() => {
    const leastPercent = settings.get().pauseBelowBattery;
    const nowMs = clock.now().getTime();
    if (leastPercent === 0 || hasFailed || slot.current === undefined || nowMs - lookedAtMs < restMs) return;
    lookedAtMs = nowMs;
    look(leastPercent).catch((error: unknown) => {
      hasFailed = true;
      log.warn('the battery cannot be read, so that no run is paused for it', { error });
    });
  });
}

/** How often the battery is looked at: asking macOS and Windows starts a program. */
const restMs = 60_000;
