import { loadEngine } from '../engines/index.ts';
import { type PlantedFault, plantFault } from './plant-fault.ts';

/** The compute process with a kernel that fails as FACELOOM_TEST_FAULT says, for tests of what is done about it. */
const fault = process.env['FACELOOM_TEST_FAULT'];
if (fault !== undefined) {
  await loadEngine('wasm', 1);
  plantFault('Conv2D', 'wasm', fault as PlantedFault);
}
await import('../main.ts');
