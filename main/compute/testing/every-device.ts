import type { RecordedFor } from '../step-compiler/gpu/recording-backend.ts';

/** What every device of WebGPU has. */
export const everyDevice = {
  limits: {
    maxComputeWorkgroupsPerDimension: 65535,
    maxComputeInvocationsPerWorkgroup: 256,
    maxComputeWorkgroupSizeX: 256,
    maxComputeWorkgroupStorageSize: 16384,
    maxStorageBuffersPerShaderStage: 8,
    maxStorageBufferBindingSize: 2 ** 27,
  },
  vendor: '',
  architecture: '',
} as const satisfies RecordedFor;
