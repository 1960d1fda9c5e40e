import type { ManagedProcess, ProcessGroup } from './process-group.js';

/**
 * The controllers without which deletion ends differently than in a real cluster, `edit` and `admin` are empty roles, and no
 * policy's expressions are type-checked.
 */
const CONTROLLERS = [
  'garbage-collector-controller',
  'namespace-controller',
  'clusterrole-aggregation-controller',
  'validatingadmissionpolicy-status-controller',
];

/** Each acts under a service account of its own in kube-system, as in the clusters of kubeadm and the cloud providers. */
export function startControllers(binary: string, processes: ProcessGroup, kubeconfig: string): ManagedProcess {
  return processes.start(
    'kube-controller-manager',
    binary,
    [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${CONTROLLERS.join(',')}`,
      '--use-service-account-credentials=true',
      '--leader-elect=false',
      // No port: nobody asks for its metrics.
      '--secure-port=0',
    ],
    { stopSignal: 'SIGKILL' },
  );
}
