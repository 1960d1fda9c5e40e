import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type Blocked,
  type Child,
  type ChildRef,
  type Composition,
  type Delayed,
  type Observed,
  refKey,
  type Wait,
} from '../api/child.js';
import type { Identity } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import type { ResolvedSpec } from '../api/resolved-spec.js';
import {
  ACK_DELETION_POLICY,
  ACK_REGION,
  FIELD_MANAGER,
  LABEL_COMPONENT,
  LABEL_DATABASE,
  LABEL_INSTANCE,
} from '../api/words.js';
import { partitionOf } from '../aws/partitions.js';
import { accountHolder } from './account.js';
import { ACK, type AckKind, ackRef, type SpecOf } from './ack-kinds.js';
import { ChildObject, type Content } from './child-object.js';
import type { CredentialNames } from './credential-names.js';
import { identityAnnotation } from './identity.js';
import { primaryRef } from './instance-refs.js';
import { awsTags, tagFields } from './tags.js';

/** Gives a value that only the cluster can tell. While it is not known, the child being built is blocked on it. */
export type Need = (ref: ChildRef, path: string) => string;

/** `primary` or `replica-<i>`. */
export type InstanceName = 'primary' | `replica-${number}`;

export interface AckOptions {
  /** For what belongs to one database instance. */
  readonly instance?: InstanceName;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Besides those of the database; `none` for what only looks, since the tags that it shows are to be AWS's. */
  readonly tags?: Readonly<Record<string, string>> | 'none';
}

/** The objects of one database: what every child has in common is written here and nowhere else. */
export class DatabaseChart extends Chart {
  readonly #blocked: Blocked[] = [];
  readonly #delayed: Delayed[] = [];
  readonly #tags: Readonly<Record<string, string>>;
  readonly #identity: Identity;

  constructor(
    readonly spec: ResolvedSpec,
    readonly observed: Observed,
    readonly credentials: CredentialNames,
    identity: Identity,
  ) {
    super(new App(), spec.name, {
      namespace: spec.namespace,
      labels: { [LABEL_DATABASE]: spec.name, 'app.kubernetes.io/managed-by': FIELD_MANAGER },
    });
    this.#tags = awsTags(spec);
    this.#identity = identity;
  }

  /** The name in AWS of a resource that is unique by region: `<name>-<purpose>-<environment>`. */
  awsName(purpose: string): string {
    return `${this.spec.name}-${purpose}-${this.spec.environment}`;
  }

  /** The partition as ACK reports it, e.g. `aws-cn`; until then, that of the region. */
  get partition(): string {
    const { spec, observed } = this;
    return (
      this.#identity.account?.partition ??
      observed.value(accountHolder(spec), 'status.ackResourceMetadata.partition') ??
      partitionOf(spec.region).id
    );
  }

  /** The host suffix of AWS's services in this partition, e.g. `amazonaws.com`. */
  get dnsSuffix(): string {
    return partitionOf(this.spec.region).dnsSuffix;
  }

  /** The 12 digits of the account that ACK works in. */
  accountID(need: Need): string {
    return this.#identity.account?.id ?? need(accountHolder(this.spec), 'status.ackResourceMetadata.ownerAccountID');
  }

  /** `service` is e.g. `logs`, `resource` e.g. `log-group:/aws/rds/*`. */
  arn(need: Need, service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.spec.region}:${this.accountID(need)}:${resource}`;
  }

  /** Adds an AWS resource to a section, with region and tags. Answers how others refer to it. */
  addAck<K extends AckKind>(
    section: Construct,
    kind: K,
    name: string,
    build: (need: Need) => SpecOf<K>,
    options: AckOptions = {},
  ): ChildRef {
    const ref = ackRef(kind, name);
    const { region, deletionPolicy, environment } = this.spec;
    const { tags: more } = options;
    const shape = more === 'none' ? 'none' : ACK[kind].tags;
    const tags = tagFields(shape, more === 'none' ? {} : this.#tagsWith(more), `${name}-${environment}`);
    const annotations = {
      [ACK_REGION]: region,
      ...(deletionPolicy === 'Retain' && { [ACK_DELETION_POLICY]: 'retain' }),
      ...([accountHolder(this.spec), primaryRef(this.spec.name)].some((it) => refKey(it) === refKey(ref)) &&
        identityAnnotation(this.#identity)),
      ...options.annotations,
    };
    const labels = options.instance === undefined ? {} : { [LABEL_INSTANCE]: options.instance };
    this.#add(section, ref, { annotations, labels }, (need) => ({ spec: { ...build(need), ...tags } }));
    return ref;
  }

  #tagsWith(more: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
    return more === undefined ? this.#tags : awsTags({ ...this.spec, tags: { ...this.spec.tags, ...more } });
  }

  /** Adds an object of Kubernetes itself to a section. */
  addObject(
    section: Construct,
    ref: ChildRef,
    build: (need: Need) => Content,
    annotations?: Readonly<Record<string, string>>,
  ): void {
    this.#add(section, ref, annotations === undefined ? {} : { annotations }, build);
  }

  /** Says that a part of a child stands as it is live for now, and goes by itself. */
  delay(ref: ChildRef, reason: Delayed['reason'], message: string): void {
    this.#delayed.push({ ref, reason, message });
  }

  composition(): Composition {
    const children = (this.toJson() as KubeObject[]).map((manifest): Child => {
      const component = manifest.metadata.labels?.[LABEL_COMPONENT] as string;
      return { component, manifest };
    });
    return { children, blocked: this.#blocked, ...(this.#delayed.length > 0 && { delayed: this.#delayed }) };
  }

  #add(
    section: Construct,
    ref: ChildRef,
    metadata: { readonly annotations?: Record<string, string>; readonly labels?: Record<string, string> },
    build: (need: Need) => Content,
  ): void {
    const component = section.node.id;
    const waitsFor: Wait[] = [];
    const content = build((of, path) => {
      const value = this.observed.value(of, path);
      if (value === undefined && !waitsFor.some((wait) => refKey(wait.ref) === refKey(of) && wait.path === path)) {
        waitsFor.push({ ref: of, path });
      }
      return value ?? '';
    });
    if (waitsFor.length > 0) {
      this.#blocked.push({ component, ref, waitsFor });
      return;
    }
    const labels = { ...metadata.labels, [LABEL_COMPONENT]: component };
    new ChildObject(section, ref, { ...metadata, labels }, content);
  }
}
