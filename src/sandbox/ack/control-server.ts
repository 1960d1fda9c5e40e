import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** Answers with what becomes the JSON body. */
export type Handler = (body: unknown, parameters: Readonly<Record<string, string>>, query: URLSearchParams) => unknown;

/** `GET /account`, `PATCH /resources/:type/:id`. */
export type Routes = Readonly<Record<string, Handler>>;

/** A request that makes no sense; the message goes to who made it. */
export class BadRequest extends Error {}

/** An HTTP endpoint on the loopback interface; `port` 0 takes a free one. */
export async function startControlServer(
  port: number,
  routes: Routes,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(routes, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = (code: number, body: unknown): void => {
    response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(body, null, 2)}\n`);
  };
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const match = findRoute(routes, request.method ?? 'GET', url.pathname);
    if (!match) return reply(404, { error: `no such thing here; there are: ${Object.keys(routes).join(', ')}` });
    const text = await readAll(request);
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    reply(200, (await match.handler(body, match.parameters, url.searchParams)) ?? {});
  } catch (error) {
    const bad = error instanceof BadRequest || error instanceof SyntaxError || error instanceof RangeError;
    reply(bad ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

function findRoute(
  routes: Routes,
  method: string,
  path: string,
): { handler: Handler; parameters: Record<string, string> } | undefined {
  for (const [route, handler] of Object.entries(routes)) {
    const [verb, pattern = ''] = route.split(' ');
    const names = pattern.split('/');
    const parts = path.split('/');
    if (verb !== method || names.length !== parts.length) continue;
    if (!names.every((name, index) => name.startsWith(':') || name === parts[index])) continue;
    const parameters = names.flatMap((name, index) =>
      name.startsWith(':') ? [[name.slice(1), decodeURIComponent(parts[index] ?? '')]] : [],
    );
    return { handler, parameters: Object.fromEntries(parameters) as Record<string, string> };
  }
  return undefined;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
