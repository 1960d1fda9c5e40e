import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface OciRegistry {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What was pushed, by digest. */
  readonly content: ReadonlyMap<string, Buffer>;
  /** Digests, by `name:reference`. */
  readonly manifests: ReadonlyMap<string, string>;
  close(): void;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** As much of an OCI registry as a push needs, on a free port of loopback, without TLS and credentials. */
export async function startRegistry(): Promise<OciRegistry> {
  const content = new Map<string, Buffer>();
  const manifests = new Map<string, string>();
  const put = (body: Buffer): string => {
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    content.set(digest, body);
    return digest;
  };
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const [, name = '', kind = '', reference = ''] =
        /^\/v2\/(.+)\/(blobs|manifests)\/(.+?)\/?$/.exec(url.pathname) ?? [];
      const answer = (code: number, headers: Record<string, string> = {}): unknown =>
        response.writeHead(code, headers).end();
      if (request.method === 'POST') return answer(202, { location: `/v2/${name}/blobs/uploads/1` });
      if (request.method !== 'PUT') {
        const digest = manifests.get(`${name}:${reference}`) ?? reference;
        const found = content.get(digest);
        if (found === undefined) return answer(404);
        const headers = {
          'docker-content-digest': digest,
          'content-length': `${found.length}`,
          'content-type': MANIFEST,
        };
        return response.writeHead(200, headers).end(request.method === 'GET' ? found : undefined);
      }
      const digest = put(body);
      if (kind === 'manifests') manifests.set(`${name}:${reference}`, digest);
      return answer(201, { 'docker-content-digest': digest, location: url.pathname });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    content,
    manifests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
