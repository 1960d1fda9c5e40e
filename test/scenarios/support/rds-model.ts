import { type Json, type KubeObject, valueAt } from '../../../src/api/object.js';

type Fields = { readonly [key: string]: Json };

/** An instance as RDS has it, whatever ACK shows. */
interface Instance {
  readonly source: string | undefined;
  version: string;
  sizeGiB: number;
  group: string;
  applyStatus: string;
}

/** What ACK says after a look: terminal with RDS's words, or what it writes down. */
export type Answer = { readonly terminal: string } | { readonly spec: Fields; readonly status: Fields };

const STATIC = ['max_connections', 'shared_buffers'];
const majorOf = (version: string): string | undefined => version.split('.')[0];

/**
 * As much of RDS behind ACK as versions, parameter groups and storage are about: what it does by itself, what ACK sees of it
 * only when it looks, and what it refuses.
 */
export class RdsModel {
  readonly instances = new Map<string, Instance>();
  readonly #groups = new Map<string, Fields>();

  /** Instances show the new parameters when they are looked at; static ones wait for a restart. */
  lookAtGroup({ spec = {} }: KubeObject): void {
    const name = String(spec['name']);
    const overrides = (spec['parameterOverrides'] ?? {}) as Fields;
    const before = this.#groups.get(name) ?? overrides;
    this.#groups.set(name, overrides);
    if (STATIC.every((parameter) => before[parameter] === overrides[parameter])) return;
    for (const instance of this.instances.values()) {
      if (instance.group === name) instance.applyStatus = 'pending-reboot';
    }
  }

  /** `group`: the name of the group that the spec refers to. */
  lookAtInstance({ spec = {} }: KubeObject, group: string | undefined): Answer {
    const id = String(spec['dbInstanceIdentifier']);
    const instance = this.instances.get(id) ?? this.#create(id, spec, group);
    const refusal = this.#modify(id, instance, spec, group);
    if (refusal !== undefined) return { terminal: refusal };
    const filled = {
      ...(spec['allocatedStorage'] === undefined && { allocatedStorage: instance.sizeGiB }),
      ...(spec['engineVersion'] === undefined && { engineVersion: instance.version }),
    };
    return {
      spec: filled,
      status: {
        dbParameterGroups: [{ dbParameterGroupName: instance.group, parameterApplyStatus: instance.applyStatus }],
      },
    };
  }

  reboot(id: string): void {
    const instance = this.instances.get(id);
    if (instance === undefined) throw new Error(`no instance ${id}`);
    instance.applyStatus = 'in-sync';
  }

  #create(id: string, spec: Fields, group: string | undefined): Instance {
    const source = this.instances.get(String(spec['sourceDBInstanceIdentifier']));
    const instance = {
      source: valueAt(spec, 'sourceDBInstanceIdentifier') as string | undefined,
      version: source?.version ?? resolved(String(spec['engineVersion'])),
      sizeGiB: source?.sizeGiB ?? Number(spec['allocatedStorage']),
      group: group ?? source?.group ?? 'default',
      applyStatus: 'in-sync',
    };
    this.instances.set(id, instance);
    return instance;
  }

  #modify(id: string, instance: Instance, spec: Fields, group: string | undefined): string | undefined {
    const size = Number(spec['allocatedStorage'] ?? instance.sizeGiB);
    if (size < instance.sizeGiB) return `Invalid storage size for engine name postgres and storage type gp3: ${size}`;
    const version = String(spec['engineVersion'] ?? instance.version);
    const isMajor = majorOf(version) !== majorOf(instance.version);
    if (isMajor && (Number(majorOf(version)) < Number(majorOf(instance.version)) || instance.source !== undefined)) {
      return `Cannot upgrade postgres from ${instance.version} to ${version}`;
    }
    const family = `postgres${majorOf(version)}`;
    if (group !== undefined && !group.includes(family)) return `${group} is of another family than ${family}`;
    instance.sizeGiB = size;
    if (isMajor) this.#upgradeReplicas(id, version);
    // Minor versions are RDS's own while it upgrades them by itself.
    if (isMajor || spec['autoMinorVersionUpgrade'] === false) instance.version = resolved(version);
    if (group !== undefined && group !== instance.group) {
      instance.group = group;
      instance.applyStatus = 'pending-reboot';
    }
    return undefined;
  }

  #upgradeReplicas(source: string, version: string): void {
    for (const replica of this.instances.values()) {
      if (replica.source !== source) continue;
      replica.version = resolved(version);
      replica.group = `default.postgres${majorOf(version)}`;
      replica.applyStatus = 'in-sync';
    }
  }
}

const resolved = (version: string): string => (version.includes('.') ? version : `${version}.6`);
