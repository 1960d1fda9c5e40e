import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Answers GET requests by path. */
export type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface HttpEndpoint {
  readonly port: number;
  close(): Promise<void>;
}

export const text = (status: number, body: string): Answer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

/** Serves `routes`. Port 0 takes a free one; without `host` all addresses are served, as kubelet and Prometheus need. */
export async function serveHttp(routes: Routes, port: number, host?: string): Promise<HttpEndpoint> {
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url ?? '/', 'http://localhost').pathname];
    void answerOf(request.method, route).then(({ status, contentType, body }) => {
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
  });
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOf(method: string | undefined, route: Routes[string] | undefined): Promise<Answer> {
  if (route === undefined) return text(404, 'not found');
  if (method !== 'GET') return text(405, 'only GET');
  try {
    return await route();
  } catch (error) {
    return text(500, String(error));
  }
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
