import { z } from 'zod';

/**
 * The shape of a Job as Kubernetes 1.31 publishes it, in `api/openapi-spec/v3/apis__batch__v1_openapi.json` of
 * github.com/kubernetes/kubernetes: names, types and what is required, of the parts that Faceloom uses, and the rules that
 * the descriptions of its fields state. Any other name is refused, as the server does with `fieldValidation=Strict`.
 */
export const KubernetesJob = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({
    name: z
      .string()
      .max(63)
      .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
    namespace: z.string(),
    labels: labels(),
  }),
  spec: z
    .strictObject({
      suspend: z.boolean().optional(),
      completionMode: z.enum(['NonIndexed', 'Indexed']),
      completions: z.int().min(1),
      parallelism: z.int().min(0),
      backoffLimit: z.int().min(0).optional(),
      backoffLimitPerIndex: z.int().min(0).optional(),
      podFailurePolicy: z.strictObject({ rules: z.array(rule()).max(20) }).optional(),
      ttlSecondsAfterFinished: z.int().min(0).optional(),
      template: z.strictObject({ metadata: z.strictObject({ labels: labels() }), spec: podSpec() }),
    })
    .refine(
      ({ completionMode, backoffLimitPerIndex }) =>
        completionMode === 'Indexed' || backoffLimitPerIndex === undefined,
      {
        message: 'backoffLimitPerIndex needs an Indexed Job',
      },
    )
    .refine(
      ({ podFailurePolicy, backoffLimitPerIndex }) =>
        backoffLimitPerIndex !== undefined ||
        podFailurePolicy?.rules.every(({ action }) => action !== 'FailIndex') !== false,
      { message: 'FailIndex needs backoffLimitPerIndex' },
    ),
});
export type KubernetesJob = z.infer<typeof KubernetesJob>;

function labels() {
  return z.record(
    z.string(),
    z
      .string()
      .max(63)
      .regex(/^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/),
  );
}

function rule() {
  return z
    .strictObject({
      action: z.enum(['FailJob', 'FailIndex', 'Ignore', 'Count']),
      onExitCodes: z
        .strictObject({
          containerName: z.string().optional(),
          operator: z.enum(['In', 'NotIn']),
          values: z
            .array(z.int().min(1))
            .min(1)
            .max(255)
            .refine(
              (values) => values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0)),
              'ordered',
            ),
        })
        .optional(),
      onPodConditions: z
        .array(z.strictObject({ type: z.string(), status: z.enum(['True', 'False', 'Unknown']) }))
        .max(20)
        .optional(),
    })
    .refine(
      ({ onExitCodes, onPodConditions }) => (onExitCodes === undefined) !== (onPodConditions === undefined),
      { message: 'either exit codes or conditions' },
    );
}

function podSpec() {
  return z.strictObject({
    /** A Job with a podFailurePolicy takes no other. */
    restartPolicy: z.literal('Never'),
    automountServiceAccountToken: z.boolean().optional(),
    enableServiceLinks: z.boolean().optional(),
    terminationGracePeriodSeconds: z.int().min(0).optional(),
    securityContext: z
      .strictObject({
        runAsNonRoot: z.boolean().optional(),
        runAsUser: z.int().optional(),
        runAsGroup: z.int().optional(),
        fsGroup: z.int().optional(),
        fsGroupChangePolicy: z.enum(['OnRootMismatch', 'Always']).optional(),
        seccompProfile: z
          .strictObject({ type: z.enum(['RuntimeDefault', 'Unconfined', 'Localhost']) })
          .optional(),
      })
      .optional(),
    containers: z.array(container()).min(1),
    volumes: z
      .array(
        z.strictObject({
          name: z.string(),
          persistentVolumeClaim: z
            .strictObject({ claimName: z.string(), readOnly: z.boolean().optional() })
            .optional(),
          emptyDir: z.strictObject({}).optional(),
        }),
      )
      .optional(),
  });
}

function container() {
  /** Amounts are numbers with a suffix, as text. */
  const amounts = z.record(z.string(), z.string().regex(/^\d+(m|Ki|Mi|Gi|Ti)?$/));
  return z.strictObject({
    name: z.string(),
    image: z.string().optional(),
    command: z.array(z.string()).optional(),
    env: z.array(z.strictObject({ name: z.string(), value: z.string().optional() })).optional(),
    resources: z.strictObject({ requests: amounts.optional(), limits: amounts.optional() }).optional(),
    securityContext: z
      .strictObject({
        allowPrivilegeEscalation: z.boolean().optional(),
        readOnlyRootFilesystem: z.boolean().optional(),
        capabilities: z.strictObject({ drop: z.array(z.string()).optional() }).optional(),
      })
      .optional(),
    volumeMounts: z
      .array(
        z.strictObject({
          name: z.string(),
          mountPath: z.string().regex(/^[^:]+$/),
          /** Within the volume: relative, and without `..`. */
          subPath: z
            .string()
            .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'))
            .optional(),
        }),
      )
      .optional(),
  });
}
