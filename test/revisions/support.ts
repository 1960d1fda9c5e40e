import type { TapComposition, TapCompositionSpec } from '../../src/api/generated/tapcomposition.js';
import type { RevisionTemplate, TapCompositionRevision } from '../../src/api/generated/tapcompositionrevision.js';
import type { Condition, TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { hashOf } from '../../src/revisions/revision.js';
import { identity } from '../api/support/database.js';

export const composition = (
  spec: Partial<TapCompositionSpec> = {},
  of: { readonly name?: string; readonly metadata?: object; readonly status?: TapComposition['status'] } = {},
): TapComposition => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapComposition',
  metadata: { name: of.name ?? 'production', generation: 1, ...of.metadata },
  spec: { blueprint: 'ha-postgres/v1', ...spec },
  ...(of.status !== undefined && { status: of.status }),
});

/** `production-<n>`, each with other content, and a canary where labels are given. */
export function revision(
  number: number,
  matchLabels?: Readonly<Record<string, string>>,
  of: { readonly composition?: string; readonly template?: RevisionTemplate } = {},
): TapCompositionRevision {
  const { composition: name = 'production' } = of;
  const template = of.template ?? { blueprint: 'ha-postgres/v1', defaults: { backup: { retentionDays: number } } };
  return {
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapCompositionRevision',
    metadata: { name: `${name}-${number}`, labels: { 'tapstack.io/composition': name } },
    spec: {
      composition: name,
      revision: number,
      hash: hashOf(template),
      template,
      ...(matchLabels !== undefined && { canary: { matchLabels } }),
    },
  };
}

/** A revision that somebody has changed, rules or not. */
export const tampered = (number: number): TapCompositionRevision => {
  const { spec, ...rest } = revision(number);
  return { ...rest, spec: { ...spec, hash: '0'.repeat(64) } };
};

interface Made {
  readonly spec?: Partial<TapDatabaseSpec>;
  readonly metadata?: object;
  /** As in `status.composition`. */
  readonly on?: { readonly name: string; readonly revision?: string; readonly refused?: string };
  readonly conditions?: readonly Condition[];
}

/** `shop/<name>` with an identity, made by `on`. */
export const made = (name: string, { spec, metadata, on, conditions }: Made = {}): TapDatabase => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapDatabase',
  metadata: { name, namespace: 'shop', uid: `uid-of-${name}`, ...metadata },
  spec: { region: 'us-east-2', ...spec },
  status: {
    identity: { ...identity, composition: { name: on?.name ?? 'production', revision: 'production-1' } },
    ...(on !== undefined && { composition: on }),
    ...(conditions !== undefined && { conditions }),
  },
});

/** One that has nothing yet. */
export function fresh(name: string, spec: Partial<TapDatabaseSpec> = {}, metadata: object = {}): TapDatabase {
  const { status: _, ...bare } = made(name, { spec, metadata });
  return bare;
}

export const condition = (type: string, status: Condition['status'], reason: string, at = '2026-01-05T10:00:00Z') => ({
  type,
  status,
  reason,
  message: `${reason} of ${type}`,
  lastTransitionTime: at,
  observedGeneration: 1,
});
