import type { IncomingMessage } from 'node:http';
import { Agent, request as send } from 'node:https';
import type { Json } from '../api/object.js';

export interface Endpoint {
  readonly url: string;
  readonly token: string;
  /** PEM. */
  readonly certificateAuthority: string;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  /** @default gives up after 65 s */
  readonly signal?: AbortSignal;
  readonly query?: Readonly<Record<string, string>>;
}

/** A refusal of the API server, or no answer (`code` 0). */
export class RequestError extends Error {
  constructor(
    /** HTTP status code; 0 where the connection failed. */
    readonly code: number,
    /** `metav1.Status.reason`, e.g. `Forbidden`. */
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RequestError';
  }
}

/** The API server itself gives up after 60 s. */
const PATIENCE_MS = 65_000;

/** Kept connections to one API server with one token. */
export interface Connection {
  /** One request; rejects with a RequestError unless the answer is a success, whose body is still to be read. */
  open(method: string, path: string, options?: RequestOptions): Promise<IncomingMessage>;
  /** One request; answers with the JSON body, or the text where it is none. */
  request(method: string, path: string, options?: RequestOptions): Promise<unknown>;
  close(): void;
}

export function connect({ url, token, certificateAuthority }: Endpoint): Connection {
  const agent = new Agent({ keepAlive: true, ca: certificateAuthority });

  const dispatch = (method: string, path: string, options: RequestOptions): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const target = new URL(path, url);
      for (const [name, value] of Object.entries(options.query ?? {})) target.searchParams.set(name, value);
      const body = options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body));
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        // Node leaves the length out for DELETE, and the body would be read as the next request.
        ...(body && { 'content-type': options.contentType ?? 'application/json', 'content-length': body.length }),
      };
      const signal = options.signal ?? AbortSignal.timeout(PATIENCE_MS);
      send(target, { method, headers, agent, signal })
        .once('response', resolve)
        .once('error', (error) => reject(noAnswer(`${method} ${target.pathname}`, error)))
        .end(body);
    });

  const open: Connection['open'] = async (method, path, options = {}) => {
    const response = await dispatch(method, path, options);
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return response;
    throw refusal(code, `${method} ${path}`, parse(await readText(response)));
  };

  const request: Connection['request'] = async (method, path, options) => {
    const response = await open(method, path, options);
    return readText(response).then(parse, (error: Error) => {
      throw noAnswer(`${method} ${path}`, error);
    });
  };

  return {
    open,
    request,
    close: () => agent.destroy(),
  };
}

/** What becomes of a request, or of a stream, whose connection failed. */
export const noAnswer = (what: string, error: Error): RequestError =>
  new RequestError(0, '', `${what}: ${error.message}`, { cause: error });

function refusal(code: number, what: string, body: Json): RequestError {
  const status = (typeof body === 'object' ? (body ?? {}) : {}) as {
    readonly reason?: string;
    readonly message?: string;
  };
  const message = status.message ?? (typeof body === 'string' ? body : '');
  return new RequestError(code, status.reason ?? '', `${what}: ${code} ${message}`);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
