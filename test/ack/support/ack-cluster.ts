import { readFile } from 'node:fs/promises';
import { ALL_KINDS } from '../../../src/sandbox/ack/kinds/all-kinds.js';
import { apiVersionOf } from '../../../src/sandbox/ack/runtime/kind.js';
import { type StandIn, type StandInOptions, startStandIn } from '../../../src/sandbox/ack/stand-in.js';
import { type ControlPlane, startControlPlane } from '../../../src/sandbox/control-plane.js';
import { installCrds } from '../../../src/sandbox/install.js';
import { createSpace, type Space } from './space.js';

/** A control plane with the stand-in acting on it in this process; each test works in a namespace of its own. */
export interface AckCluster {
  readonly controlPlane: ControlPlane;
  /** The stand-in's HTTP endpoint. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Ends the stand-in, in order, and starts it again. */
  restart(options?: Partial<StandInOptions>): Promise<void>;
  space(annotations?: Readonly<Record<string, string>>): Promise<Space>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export async function startAckCluster(): Promise<AckCluster> {
  const controlPlane = await startControlPlane();
  await installCrds(controlPlane.admin);
  const certificateAuthority = await readFile(controlPlane.caFile, 'utf8');
  const defaults: StandInOptions = {
    endpoint: { url: controlPlane.url, token: controlPlane.token('ack'), certificateAuthority },
    controlPort: 0,
    speed: 400,
    defaultRegion: 'us-east-1',
    resyncSeconds: 36_000,
    stateFile: `${controlPlane.directory}/aws.json`,
  };
  let standIn: StandIn = await startStandIn(defaults);
  let spaces = 0;
  const cluster: AckCluster = {
    controlPlane,
    async control(method, path, body) {
      const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(`http://127.0.0.1:${standIn.controlPort}${path}`, init);
      return { status: response.status, body: await response.json() };
    },
    async restart(options = {}) {
      await standIn.stop();
      standIn = await startStandIn({ ...defaults, ...options });
    },
    async space(annotations = {}) {
      spaces += 1;
      return createSpace(cluster, `space-${spaces}`, annotations);
    },
    async stop() {
      await standIn.stop();
      await controlPlane.stop();
    },
  };
  return cluster;
}

export function apiVersionOfKind(kind: string): string {
  const found = ALL_KINDS.find((each) => each.kind === kind);
  if (!found) throw new Error(`the stand-in knows no ${kind}`);
  return apiVersionOf(found);
}
