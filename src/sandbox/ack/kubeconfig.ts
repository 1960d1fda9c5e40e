import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Endpoint } from '../api-request.js';

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string };
  }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster: Readonly<Record<string, string>> }[];
  readonly users?: readonly { readonly name: string; readonly user: Readonly<Record<string, string>> }[];
}

/** The server and token of the current context; tokens are all that the sandbox uses. */
export async function readEndpoint(path: string): Promise<Endpoint> {
  const config = parse(await readFile(path, 'utf8')) as Kubeconfig;
  const context = config.contexts?.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  const token = config.users?.find(({ name }) => name === context?.user)?.user['token'];
  const url = cluster?.['server'];
  if (url === undefined || token === undefined) {
    throw new Error(
      `${path}: the current context has no server, or no token: the stand-in is for the sandbox's kubeconfigs`,
    );
  }
  const inline = cluster?.['certificate-authority-data'];
  const file = cluster?.['certificate-authority'];
  const certificateAuthority = inline
    ? Buffer.from(inline, 'base64').toString('utf8')
    : await readFile(file ?? '', 'utf8');
  return { url, token, certificateAuthority };
}
