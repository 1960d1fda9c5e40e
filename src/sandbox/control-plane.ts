import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.js';
import { type ApiServerSettings, authorityFile, startApiServer } from './api-server.js';
import { AUDIT_POLICY } from './audit-log.js';
import { startControllers } from './controllers.js';
import { startEtcd } from './etcd.js';
import { findFreePort } from './free-port.js';
import { createProcessGroup, type ManagedProcess, type ProcessGroup } from './process-group.js';
import { sandboxObjects } from './role-bindings.js';
import { createTokens, formatKubeconfig, formatTokenFile, ROLES, type Role, type Tokens } from './roles.js';
import { findTool } from './tools.js';

export interface ControlPlaneOptions {
  /** Write every request to `auditLog`. @default false */
  readonly audit?: boolean;
  /** Run kube-controller-manager: garbage collection, namespace deletion, role aggregation, policy type checks. @default false */
  readonly garbageCollector?: boolean;
  /** More flags for kube-apiserver, e.g. `--watch-cache=false`. @default none */
  readonly apiServerArguments?: readonly string[];
}

/** A Kubernetes API on the loopback interface, for as long as this process lives. */
export interface ControlPlane {
  readonly url: string;
  /** PEM: the authority of the API server's certificate. */
  readonly caFile: string;
  /** Holds data, logs (`<program>.log`), kubeconfigs; gone after `stop`. */
  readonly directory: string;
  /** One JSON object a line; undefined unless `audit` was asked for. */
  readonly auditLog: string | undefined;
  /** Where to start what shall end with the control plane. */
  readonly processes: ProcessGroup;
  /** A client with the rights of `admin`. */
  readonly admin: ApiClient;
  token(role: Role): string;
  /** The path of a kubeconfig. */
  kubeconfig(role: Role): string;
  /** A client with a role's rights; closed by `stop`. */
  client(role: Role): ApiClient;
  /** Ends kube-apiserver; etcd keeps the data. @default SIGKILL */
  stopApiServer(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, with the same address and certificate, and waits until it serves. */
  startApiServer(): Promise<void>;
  restartApiServer(signal?: NodeJS.Signals): Promise<void>;
  /**
   * What the option `garbageCollector` does, later: a collector learns of kinds that came after it only every 30 s.
   */
  startGarbageCollector(): Promise<ManagedProcess>;
  /** Compacts etcd to its newest revision. */
  compact(): Promise<void>;
  /** Ends every process and removes the folder; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Starts etcd and kube-apiserver, built first where they are missing, and waits until they serve. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const etcd = await findTool('etcd');
  const apiServer = await findTool('kube-apiserver');
  // Found before anything is started: a build takes minutes.
  if (options.garbageCollector) await findTool('kube-controller-manager');
  const processes = await createProcessGroup('tapdb-sandbox-');
  try {
    const controlPlane = await start({ etcd, apiServer }, processes, options);
    if (options.garbageCollector) await controlPlane.startGarbageCollector();
    return controlPlane;
  } catch (error) {
    await processes.close();
    throw error;
  }
}

interface Binaries {
  readonly etcd: string;
  readonly apiServer: string;
}

async function start(binaries: Binaries, processes: ProcessGroup, options: ControlPlaneOptions): Promise<ControlPlane> {
  const { directory } = processes;
  const tokens = createTokens();
  const etcd = await startEtcd(binaries.etcd, processes);
  const settings: ApiServerSettings = {
    port: await findFreePort(),
    etcdUrl: etcd.url,
    extraArguments: options.apiServerArguments ?? [],
    ...(await writeApiServerFiles(directory, tokens, options.audit ?? false)),
  };
  const serve = (): Promise<ManagedProcess> => startApiServer(binaries.apiServer, processes, settings, tokens.admin);
  let apiServer = await serve();

  const url = `https://127.0.0.1:${settings.port}`;
  const caFile = authorityFile(directory);
  const certificateAuthority = await readFile(caFile, 'utf8');
  const kubeconfig = (role: Role): string => join(directory, `${role}.kubeconfig`);
  for (const role of ROLES) {
    const content = formatKubeconfig(role, url, certificateAuthority, tokens[role]);
    await writeFile(kubeconfig(role), content, { mode: 0o600 });
  }
  const clients = new Map<Role, ApiClient>();
  const client = (role: Role): ApiClient => {
    const known = clients.get(role) ?? createApiClient({ url, token: tokens[role], certificateAuthority });
    clients.set(role, known);
    return known;
  };
  for (const object of sandboxObjects()) await client('admin').apply(object);

  const stopApiServer = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    await apiServer.stop(signal);
  };
  const startAgain = async (): Promise<void> => {
    if (!apiServer.running()) apiServer = await serve();
  };
  return {
    url,
    caFile,
    directory,
    auditLog: settings.audit?.logFile,
    processes,
    admin: client('admin'),
    token: (role) => tokens[role],
    kubeconfig,
    client,
    stopApiServer,
    startApiServer: startAgain,
    async restartApiServer(signal) {
      await stopApiServer(signal);
      await startAgain();
    },
    startGarbageCollector: async () =>
      startControllers(await findTool('kube-controller-manager'), processes, kubeconfig('collector')),
    compact: etcd.compact,
    async stop() {
      for (const each of clients.values()) each.close();
      await processes.close();
    },
  };
}

async function writeApiServerFiles(
  directory: string,
  tokens: Tokens,
  audit: boolean,
): Promise<Pick<ApiServerSettings, 'tokenFile' | 'serviceAccountKeyFile' | 'audit'>> {
  const write = async (name: string, content: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    tokenFile: await write('tokens.csv', formatTokenFile(tokens)),
    serviceAccountKeyFile: await write(
      'service-account.key',
      privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    ),
    audit: audit
      ? { policyFile: await write('audit-policy.yaml', AUDIT_POLICY), logFile: join(directory, 'audit.jsonl') }
      : undefined,
  };
}
