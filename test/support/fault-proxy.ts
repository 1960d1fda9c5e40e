import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as send } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { stringify } from 'yaml';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly watch: boolean;
  /** Undefined while there is no answer. */
  status?: number;
}

/** What stands between a client and the API server, and can do to it whatever networks do. */
export interface FaultProxy {
  readonly url: string;
  /** Every request so far, in order. */
  readonly seen: readonly Seen[];
  /** Answers requests with this status, until it is undefined again. Connections that are open stay so: see `reset`. */
  refuse(status: number | undefined): void;
  /** Breaks every connection with RST. */
  reset(): void;
  /** No byte goes through any more, in either direction, and nothing closes. What was open stays dead after `false`. */
  silence(silent: boolean): void;
  /** Calls back once, after the API server has answered that many writes and before the client hears of the last; Leases do not count. */
  afterWrite(count: number | undefined, strike: () => void): void;
  /** How many writes the API server has answered; Leases do not count. */
  writes(): number;
  /** Writes a kubeconfig that leads through here with a token of the API server. */
  writeKubeconfig(file: string, token: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startFaultProxy(target: { readonly url: string; readonly caFile: string }): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true, ca: await readFile(target.caFile) });
  const sockets = new Set<Socket>();
  const seen: Seen[] = [];
  const fault = { status: undefined as number | undefined, silent: false, silences: 0 };
  const writes = { answered: 0, strikeAfter: undefined as number | undefined, strike: () => {} };
  const answered = (entry: Seen): void => {
    if (entry.method === 'GET' || entry.path.includes('/leases')) return;
    writes.answered++;
    if (writes.answered === writes.strikeAfter) writes.strike();
  };

  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', target.url);
    const entry: Seen = { method: incoming.method ?? '', path: url.pathname, watch: url.searchParams.has('watch') };
    seen.push(entry);
    if (fault.silent) return;
    if (fault.status !== undefined) {
      entry.status = fault.status;
      refuse(outgoing, fault.status);
    } else {
      const born = fault.silences;
      forward(incoming, outgoing, url, agent, entry, answered, () => fault.silences > born);
    }
  });
  server.on('connection', (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url,
    seen,
    reset,
    refuse: (status) => {
      fault.status = status;
    },
    silence: (silent) => {
      fault.silent = silent;
      if (silent) fault.silences++;
    },
    afterWrite: (count, strike) => {
      writes.strikeAfter = count;
      writes.strike = strike;
    },
    writes: () => writes.answered,
    writeKubeconfig: (file, token) => writeFile(file, kubeconfig(url, token), { mode: 0o600 }),
    async stop() {
      server.close();
      reset();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
  agent: Agent,
  entry: Seen,
  answered: (entry: Seen) => void,
  isDead: () => boolean,
): void {
  const { connection: _, host: __, ...headers } = incoming.headers;
  const upstream = send(url, { method: entry.method, headers, agent }, (response) => {
    if (isDead()) return void response.resume();
    entry.status = response.statusCode ?? 0;
    answered(entry);
    outgoing.writeHead(entry.status, response.headers).flushHeaders();
    response.on('data', (chunk) => isDead() || outgoing.write(chunk));
    response.on('end', () => isDead() || outgoing.end());
    response.on('error', () => isDead() || outgoing.destroy());
  });
  upstream.on('error', () => isDead() || outgoing.destroy());
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

function refuse(outgoing: ServerResponse, code: number): void {
  const body = JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    message: `injected ${code}`,
  });
  outgoing.writeHead(code, { 'content-type': 'application/json' }).end(body);
}

function kubeconfig(server: string, token: string): string {
  const name = 'through-faults';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
