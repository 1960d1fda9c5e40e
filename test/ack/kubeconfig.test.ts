import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { readEndpoint } from '../../src/sandbox/ack/kubeconfig.js';
import { formatKubeconfig } from '../../src/sandbox/roles.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('the server, token and authority of the current context, as the sandbox writes them', async () => {
  const path = await write('config', formatKubeconfig('ack', 'https://127.0.0.1:1', 'PEM', 'secret'));
  expect(await readEndpoint(path)).toEqual({
    url: 'https://127.0.0.1:1',
    token: 'secret',
    certificateAuthority: 'PEM',
  });
});

test('the authority may stand in a file of its own', async () => {
  const file = await write('ca.crt', 'PEM of a file');
  const config = {
    'current-context': 'b',
    contexts: [
      { name: 'a', context: { cluster: 'a', user: 'a' } },
      { name: 'b', context: { cluster: 'b', user: 'b' } },
    ],
    clusters: [{ name: 'b', cluster: { server: 'https://b', 'certificate-authority': file } }],
    users: [{ name: 'b', user: { token: 'of b' } }],
  };
  const path = await write('config', stringify(config));
  expect(await readEndpoint(path)).toEqual({ url: 'https://b', token: 'of b', certificateAuthority: 'PEM of a file' });
});

test('a kubeconfig without token is refused, and said to be none of the sandbox', async () => {
  const path = await write('config', stringify({ 'current-context': 'x', contexts: [] }));
  await expect(readEndpoint(path)).rejects.toThrow(/config: the current context has no server, or no token/);
});
