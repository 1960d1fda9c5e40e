import type { Json, KubeObject } from '../../../src/api/object.js';
import type { MemoryCluster } from './memory-cluster.js';

type Fields = { readonly [key: string]: Json };

const LAST_SECRET = 'rds.services.k8s.aws/last-applied-secret-reference';

/**
 * How ACK reads Secrets: when it is told of another one, and of what it copies with any change; never because the content
 * of one changed.
 */
export class SecretReader {
  readonly #cluster: MemoryCluster;
  /** The master password that opens a primary in RDS, by identifier: as read when ACK was given another reference. */
  readonly passwords = new Map<string, string>();
  /** What Secrets Manager holds, by name: as read at the create and with each later change. */
  readonly copies = new Map<string, string>();

  constructor(cluster: MemoryCluster) {
    this.#cluster = cluster;
  }

  /** What is missing; undefined where there is nothing to read, or it was read. `isChanged`: since ACK looked last. */
  read({ kind, metadata, spec = {} }: KubeObject, isChanged: boolean): { readonly recoverable: string } | undefined {
    const reference = (spec['masterUserPassword'] ?? spec['secretString']) as Fields | undefined;
    if (reference === undefined) return undefined;
    const { name, key } = reference as { readonly name: string; readonly key: string };
    const text = `/${name}.${key}`;
    const isDue = kind === 'DBInstance' ? metadata.annotations?.[LAST_SECRET] !== text : isChanged;
    if (!isDue) return undefined;
    const secret = this.#cluster
      .all()
      .find((object) => object.apiVersion === 'v1' && object.kind === 'Secret' && object.metadata.name === name);
    if (secret?.data?.[key] === undefined) return { recoverable: `Secret ${name} not found` };
    const value = Buffer.from(secret.data[key], 'base64').toString('utf8');
    if (kind !== 'DBInstance') this.copies.set(spec['name'] as string, value);
    else {
      this.passwords.set(spec['dbInstanceIdentifier'] as string, value);
      const instance = this.#cluster.named(`DBInstance/${metadata.name}`);
      this.#cluster.edit(instance, { metadata: { annotations: { [LAST_SECRET]: text } } }, 'controller');
    }
    return undefined;
  }
}
