import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiError } from '../reconcile/cluster.js';
import type { Metrics } from '../telemetry/metrics.js';
import { isTraced, type Span, SpanKind, withSpan } from '../telemetry/spans.js';
import { ApiClock } from './api-clock.js';

const ANSWER_WITHIN_MS = 30_000;
/** Go's servers close idle connections after 90 s: ours go first, so that no request meets a closing one. */
const CLOSE_IDLE_AFTER_MS = 60_000;
const TCP_KEEPALIVE_MS = 30_000;

const methods = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  apply: 'PATCH',
  patch: 'PATCH',
  delete: 'DELETE',
} as const;

export interface ApiRequest {
  readonly verb: keyof typeof methods;
  /** With its group where it has one; for messages and metrics. */
  readonly kind: string;
  /** `namespace/name`, for messages. */
  readonly object?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** For the verb `patch`: a merge patch, or a JSON patch where it is a list. */
  readonly body?: unknown;
}

interface ApiClientOptions {
  readonly metrics: Metrics;
  /** Asked before each write: a deposed leader must not write, however late it wakes up. */
  readonly mayWrite?: () => boolean;
}

/** JSON over kept-alive connections, with the credentials of a kubeconfig. Never retries: whoever asks knows when to. */
export class ApiClient {
  readonly clock = new ApiClock();
  readonly #config: KubeConfig;
  readonly #options: ApiClientOptions;
  readonly #underWay = new Set<AbortController>();
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, keepAliveMsecs: TCP_KEEPALIVE_MS, timeout: CLOSE_IDLE_AFTER_MS }),
    'https:': new https.Agent({ keepAlive: true, keepAliveMsecs: TCP_KEEPALIVE_MS, timeout: CLOSE_IDLE_AFTER_MS }),
  };

  constructor(config: KubeConfig, options: ApiClientOptions) {
    this.#config = config;
    this.#options = options;
  }

  /** The answer's JSON. Rejects with an ApiError that says what was being done. */
  async request(request: ApiRequest): Promise<unknown> {
    if (methods[request.verb] !== 'GET' && this.#options.mayWrite?.() === false) {
      throw new ApiError(0, 'NotLeader', `${describe(request)}: this instance does not lead any more`);
    }
    const started = performance.now();
    const read = async (response: http.IncomingMessage): Promise<unknown> => JSON.parse(await readAll(response));
    const answer = await this.#traced(request, (span) => this.#exchange(request, ANSWER_WITHIN_MS, read, span));
    this.#options.metrics.apiSeconds.observe({ verb: request.verb }, (performance.now() - started) / 1000);
    return answer;
  }

  /**
   * Calls `onLine` for each line of the answer until the server ends it well. Rejects with an ApiError when the server
   * refuses, when the connection breaks, and when nothing at all arrives for `silenceMs`.
   */
  async stream(request: ApiRequest, silenceMs: number, onLine: (line: string) => void): Promise<void> {
    await this.#exchange(request, silenceMs, async (response, postpone) => {
      let rest = '';
      for await (const chunk of response.setEncoding('utf8')) {
        postpone();
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      }
    });
  }

  /** Breaks every connection; requests under way reject. */
  close(): void {
    for (const request of this.#underWay) request.abort(new Error('this program stops'));
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** What belongs to no reconcile (lists, Leases) has no trace: each would be one of its own. */
  #traced<T>(request: ApiRequest, exchange: (span?: Span) => Promise<T>): Promise<T> {
    if (!isTraced()) return exchange();
    const { verb, kind } = request;
    // That an object is not there is what many reconciles ask for.
    const isAbsent = (error: unknown): boolean => verb === 'get' && (error as ApiError).code === 404;
    return withSpan(`${methods[verb]} ${kind}`, { kind: SpanKind.CLIENT }, exchange, isAbsent);
  }

  async #exchange<T>(
    request: ApiRequest,
    withinMs: number,
    read: (response: http.IncomingMessage, postpone: () => void) => Promise<T>,
    span?: Span,
  ): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new Error(`nothing arrived for ${withinMs / 1000} s`)), withinMs);
    this.#underWay.add(abort);
    let code = 0;
    try {
      const response = await this.#send(request, abort.signal, span);
      code = response.statusCode ?? 0;
      span?.setAttribute('http.response.status_code', code);
      if (code >= 300) throw refusal(request, code, await readAll(response));
      return await read(response, () => timer.refresh());
    } catch (error) {
      if (error instanceof ApiError) throw error;
      const cause = abort.signal.aborted ? abort.signal.reason : error;
      throw new ApiError(0, '', `${describe(request)}: ${(cause as Error).message}`, { cause });
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(abort);
      this.#options.metrics.apiRequests.inc({ verb: request.verb, kind: request.kind, code: String(code) });
    }
  }

  /** Resolves with the answer's head. */
  async #send(request: ApiRequest, signal: AbortSignal, span?: Span): Promise<http.IncomingMessage> {
    const cluster = this.#config.getCurrentCluster();
    if (cluster === null) throw new Error('the kubeconfig has no current context: choose one');
    const url = new URL(cluster.server.replace(/\/$/, '') + request.path);
    url.search = new URLSearchParams(request.query).toString();
    span?.setAttributes(attributesOf(request, url));
    const options: https.RequestOptions = { method: methods[request.verb], signal };
    await this.#config.applyToHTTPSOptions(options);
    const protocol = url.protocol === 'http:' ? 'http:' : 'https:';
    // client-node's own agent keeps no connection alive; it is needed only to go through a proxy.
    if (cluster.proxyUrl === undefined) options.agent = this.#agents[protocol];
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    options.headers = { ...options.headers, ...headersOf(request, body) };

    const sentAt = performance.now();
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const outgoing = (protocol === 'http:' ? http : https).request(url, options, resolve);
      outgoing.on('error', reject).end(body);
    });
    this.clock.observe(response.headers.date, sentAt, performance.now());
    return response;
  }
}

/** By OpenTelemetry's conventions for HTTP clients, and what it is about; of the query nothing, of the body even less. */
function attributesOf({ verb, kind, object }: ApiRequest, url: URL): Record<string, string | number | undefined> {
  return {
    'http.request.method': methods[verb],
    'server.address': url.hostname,
    'server.port': Number(url.port || (url.protocol === 'http:' ? 80 : 443)),
    'url.full': `${url.origin}${url.pathname}`,
    'k8s.verb': verb,
    'k8s.kind': kind,
    'k8s.object': object,
  };
}

function headersOf(request: ApiRequest, body: string | undefined): http.OutgoingHttpHeaders {
  const headers = { accept: 'application/json', 'user-agent': 'tapdb-operator' };
  if (body === undefined) return headers;
  return { ...headers, 'content-type': contentTypeOf(request), 'content-length': Buffer.byteLength(body) };
}

function contentTypeOf({ verb, body }: ApiRequest): string {
  // JSON is YAML, and every version of the API server takes this media type.
  if (verb === 'apply') return 'application/apply-patch+yaml';
  if (verb !== 'patch') return 'application/json';
  return Array.isArray(body) ? 'application/json-patch+json' : 'application/merge-patch+json';
}

async function readAll(response: http.IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return body;
}

/** The API server says why in a `metav1.Status`; a proxy in front of it in whatever it likes. */
function refusal(request: ApiRequest, code: number, body: string): ApiError {
  const status = statusOf(body);
  const message = status.message ?? (body.slice(0, 200).trim() || `HTTP ${code}`);
  return new ApiError(code, status.reason ?? '', `${describe(request)}: ${message}`);
}

function statusOf(body: string): { readonly reason?: string; readonly message?: string } {
  try {
    const parsed = JSON.parse(body);
    return parsed?.kind === 'Status' ? parsed : {};
  } catch {
    return {};
  }
}

function describe({ verb, kind, object }: ApiRequest): string {
  return object === undefined ? `${verb} ${kind}` : `${verb} ${kind} ${object}`;
}
