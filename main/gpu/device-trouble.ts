import { GpuFailure } from './gpu-failure.ts';

/**
 * Tells a program of the first trouble of its device that no call is to blame for: the device is lost, or refused something.
 * It is not known whose work was refused, so that all programs of the device are told. Gives what ends it.
 */
export function onTrouble(device: GPUDevice, listener: Listener): () => void {
  const { listeners, lost } = watched.get(device) ?? watch(device);
  listeners.add(listener);
  if (lost !== undefined) listener(lost);
  return () => listeners.delete(listener);
}

type Listener = (failure: GpuFailure) => void;

interface Watched {
  listeners: Set<Listener>;
  lost?: GpuFailure;
}

/** What a device itself holds on to is one set, and not each program that it ever had. */
const watched = new WeakMap<GPUDevice, Watched>();

function watch(device: GPUDevice): Watched {
  const watching: Watched = { listeners: new Set() };
  watched.set(device, watching);
  const tell = (failure: GpuFailure): void => {
    for (const listener of watching.listeners) listener(failure);
  };
  device.lost.then(({ message }) => {
    watching.lost = new GpuFailure('lost', `The graphics card was lost. ${message}`);
    tell(watching.lost);
  });
  device.onuncapturederror = ({ error }) => tell(failureOf(error));
  return watching;
}

/** By its name: Node has no global of the class. */
const failureOf = (error: GPUError): GpuFailure =>
  error.constructor.name === 'GPUOutOfMemoryError'
    ? new GpuFailure('memory', `The graphics card has no memory left: ${error.message}`)
    : new GpuFailure('refused', `The graphics card refused a step: ${error.message}`);
