import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ChildRef, Observed } from '../../src/api/child.js';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { type Json, type KubeObject, valueAt } from '../../src/api/object.js';
import { render } from '../../src/cli/render.js';

export const ACCOUNT = '123456789012';
export const EXAMPLES = ['development', 'ecommerce', 'existing-network-and-key', 'minimal'] as const;

export const example = (name: (typeof EXAMPLES)[number]): TapDatabase =>
  parse(readFileSync(join(import.meta.dirname, `../../examples/${name}.yaml`), 'utf8'));

/** A database called `tap` with nothing but a region, and what is given. */
export const database = (spec: Partial<TapDatabaseSpec> = {}, name = 'tap'): TapDatabase => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapDatabase',
  metadata: { name, namespace: 'shop', uid: '0b0c3c5e-5f0a-4c0e-9a2e-2d2f6b1d9a01' },
  spec: { region: 'us-east-2', ...spec },
});

/** What `tapdb render` prints, by `Kind/name`; `Secret/…` is Kubernetes' own, `SecretsManager/…` ACK's. */
export function rendered(of: TapDatabase): Children {
  const objects = render(of, { accountID: ACCOUNT });
  return new Children(objects);
}

export class Children {
  readonly #byName: ReadonlyMap<string, KubeObject>;

  constructor(readonly all: readonly KubeObject[]) {
    this.#byName = new Map(all.map((object) => [nameOf(object), object]));
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()].sort();
  }

  namesOf(kind: string): readonly string[] {
    return this.names.filter((name) => name.startsWith(`${kind}/`)).map((name) => name.slice(kind.length + 1));
  }

  get(name: string): KubeObject {
    const object = this.#byName.get(name);
    if (object === undefined) throw new Error(`no ${name} among ${this.names.join(', ')}`);
    return object;
  }

  spec(name: string): { readonly [key: string]: Json } {
    return this.get(name).spec ?? {};
  }

  /** The text of a policy, parsed. */
  policy(name: string, path: string): { readonly Statement: readonly Statement[] } {
    return JSON.parse(String(valueAt(this.get(name), path)));
  }
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

export const nameOf = ({ apiVersion, kind, metadata }: KubeObject): string =>
  `${apiVersion.startsWith('secretsmanager') ? 'SecretsManager' : kind}/${metadata.name}`;

/** A cluster in which every value is known: as its path, or as given for `Kind/name:path`; undefined is not known. */
export function everythingKnown(
  values: Readonly<Record<string, string | undefined>> = {},
  children: readonly KubeObject[] = [],
): Observed {
  return {
    children,
    value: (ref: ChildRef, path: string) => {
      const name = `${ref.kind}/${ref.name}:${path}`;
      if (name in values) return values[name];
      if (path.endsWith('.ownerAccountID')) return ACCOUNT;
      if (path.endsWith('.partition')) return undefined;
      if (path === 'status.dbInstanceStatus') return 'available';
      return `${ref.name}.${path.split('.').at(-1)}`;
    },
  };
}

export const nothingKnown: Observed = { children: [], value: () => undefined };

export const textOf = (object: KubeObject, key: string): string =>
  Buffer.from(object.data?.[key] ?? '', 'base64').toString('utf8');
