import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from './api-request.js';
import type { ManagedProcess, ProcessGroup } from './process-group.js';
import { waitFor } from './wait-for.js';

export interface ApiServerSettings {
  readonly port: number;
  readonly etcdUrl: string;
  readonly tokenFile: string;
  readonly serviceAccountKeyFile: string;
  readonly audit: { readonly policyFile: string; readonly logFile: string } | undefined;
  readonly extraArguments: readonly string[];
}

/** Where the API server finds its certificate, or writes one of its own making: the file also holds the authority that signed it. */
const certificateFolder = (directory: string): string => join(directory, 'certificates');
export const authorityFile = (directory: string): string => join(certificateFolder(directory), 'apiserver.crt');

function apiServerArguments(directory: string, settings: ApiServerSettings): string[] {
  const { port, etcdUrl, tokenFile, serviceAccountKeyFile, audit, extraArguments } = settings;
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${certificateFolder(directory)}`,
    `--token-auth-file=${tokenFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${serviceAccountKeyFile}`,
    `--service-account-signing-key-file=${serviceAccountKeyFile}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    // An orderly end cuts watches after 2 s; by default it waits a minute for them.
    '--shutdown-send-retry-after=true',
    ...(audit ? [`--audit-policy-file=${audit.policyFile}`, `--audit-log-path=${audit.logFile}`] : []),
    ...extraArguments,
  ];
}

/** Starts it and waits until it serves, its own roles included. */
export async function startApiServer(
  binary: string,
  processes: ProcessGroup,
  settings: ApiServerSettings,
  token: string,
): Promise<ManagedProcess> {
  const { directory } = processes;
  const process = processes.start('kube-apiserver', binary, apiServerArguments(directory, settings), {
    stopSignal: 'SIGKILL',
  });
  const url = `https://127.0.0.1:${settings.port}`;
  const isReady = async (): Promise<boolean> => {
    const connection = connect({ url, token, certificateAuthority: await readFile(authorityFile(directory), 'utf8') });
    await connection.request('GET', '/readyz').finally(() => connection.close());
    return true;
  };
  await waitFor('kube-apiserver to serve', isReady, { timeoutMs: 120_000, intervalMs: 25, processes: [process] });
  return process;
}
