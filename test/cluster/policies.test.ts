import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { type ApiClient, refTo } from '../../src/sandbox/api-client.js';
import { connect, RequestError } from '../../src/sandbox/api-request.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds } from '../../src/sandbox/install.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { render } from '../chart/render.js';
import { createDatabase } from './guard-objects.js';
import { bucketPolicy, CASES, type Case, find, NEUTRAL, type Patch, stackOf } from './policy-cases.js';

const named = ({ metadata: { labels = {} }, ...object }: KubeObject, name: string): KubeObject => {
  const { status: _, ...rest } = object as KubeObject & { readonly status?: unknown };
  return { ...rest, metadata: { name, namespace: 'default', labels } };
};

let plane: ControlPlane;
let admin: ApiClient;
/** One for each case, from before there were policies. */
let violators: readonly KubeObject[];

const policiesWith = async (validationActions: readonly string[]) =>
  (await render({ guard: { enabled: false }, policies: { enabled: true, validationActions } })).filter(({ kind }) =>
    kind.startsWith('ValidatingAdmissionPolicy'),
  );
const patched = (object: KubeObject, spec: Patch) => admin.mergePatch(refTo(object), { spec });
const tryOut = (object: KubeObject) => admin.create(object, { dryRun: true });

beforeAll(async () => {
  plane = await startControlPlane();
  admin = plane.admin;
  await installCrds(admin);
  violators = await Promise.all(
    CASES.map(async ([, child, spec], i) => patched(await admin.create(named(find(child), `old-${i}`)), spec)),
  );
  for (const object of await policiesWith(['Deny'])) await admin.apply(object);
  for (const policy of new Set(CASES.map(([name]) => name))) {
    const violator = violators[CASES.findIndex(([name]) => name === policy)] as KubeObject;
    await waitFor(`${policy} to refuse`, () => tryOut(named(violator, 'probe')).then(() => false, isForbidden));
  }
}, 120_000);
afterAll(() => plane.stop(), 30_000);

const isForbidden = (error: unknown): boolean => error instanceof RequestError && error.reason === 'Forbidden';

/** What the API server answers where it refuses; fails where it does not. */
async function refusal(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => new Error('the request was not refused'),
    (reason: unknown) => reason,
  );
  if (!isForbidden(error)) throw error;
  return (error as Error).message;
}

const messageOf = ([policy, child, , says]: Case, name: string): string => {
  const [kind] = child.split('/');
  const subject = kind === 'TapDatabase' ? `default/${name}` : `default/${name} of TapDatabase tap`;
  const source =
    kind === 'TapDatabase' ? '' : ' where it comes from, be it an edit, a patch of a composition, or TapDatabase tap';
  const by = `ValidatingAdmissionPolicy 'tapdb-operator-${policy}' with binding 'tapdb-operator-${policy}'`;
  return `${by} denied request: ${kind} ${subject}: ${says}${source}`;
};

const rows = CASES.map((given, i) => {
  const [policy, child, spec] = given;
  return { title: `${policy}: ${child} with ${JSON.stringify(spec)}`, given, child, spec, i };
});

describe.each(rows)('$title', ({ given, child, spec, i }) => {
  test('is refused, made or changed', async () => {
    const violator = named(violators[i] as KubeObject, `new-${i}`);
    expect(await refusal(tryOut(violator))).toContain(messageOf(given, `new-${i}`));
    const good = await admin.create(named(find(child), `good-${i}`));
    expect(await refusal(patched(good, spec))).toContain(messageOf(given, `good-${i}`));
  });

  test('stays where it was there before, can be changed otherwise and mended, and does not hold up a deletion', async () => {
    const violator = violators[i] as KubeObject;
    const ref = refTo(violator);
    await admin.mergePatch(ref, { metadata: { annotations: { note: 'ours' }, finalizers: ['example.com/hold'] } });
    await patched(violator, NEUTRAL[violator.kind] as Patch);
    await admin.mergePatch(ref, { status: { conditions: [] } }, { subresource: 'status' });
    await patched(violator, find(child).spec as Patch);
    await admin.delete(ref);
    await patched(violator, spec);
    await admin.mergePatch(ref, { metadata: { finalizers: null } });
    expect(await admin.get(ref)).toBeUndefined();
  });
});

describe('passes:', () => {
  test.each([
    ['minimal', {}],
    ['ecommerce', { environment: 'prod' }],
    ['existing-network-and-key', {}],
    // As it stands, it keeps backups for a day.
    ['development', { backup: { retentionDays: 7, bucket: { enabled: false } } }],
  ] as const)('%s, with every object that is composed of it', async (name, spec) => {
    for (const object of stackOf(name, spec)) await admin.apply(object, { dryRun: true });
  });

  const primary = find('DBInstance/tap-primary');
  const open = { ...primary, spec: { ...primary.spec, publiclyAccessible: true, storageEncrypted: false } };
  const { dbInstanceIdentifier, dbInstanceClass, engine } = primary.spec as Readonly<Record<string, string>>;
  const ids = { dbInstanceIdentifier, dbInstanceClass, engine } as NonNullable<KubeObject['spec']>;
  const annotated = (object: KubeObject, key: string, value: string): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, annotations: { [`services.k8s.aws/${key}`]: value } },
  });

  test.each([
    ['an object of no database', { ...named(open, 'free'), metadata: { name: 'free', namespace: 'default' } }],
    ['a look at what AWS has', annotated(named(open, 'look'), 'read-only', 'true')],
    ['an adoption', annotated({ ...named(primary, 'adopt'), spec: ids }, 'adoption-policy', 'adopt')],
    [
      'a bucket policy in other words',
      {
        ...named(find('Bucket/tap-backup'), 'bucket'),
        spec: { ...find('Bucket/tap-backup').spec, ...bucketPolicy('Deny', {}) },
      },
    ],
  ])('%s', async (_what, object) => {
    await tryOut(object);
  });

  test('a restore, with what ACK fills in of the snapshot', async () => {
    const given = { ...ids, publiclyAccessible: false, multiAZ: true, dbSnapshotIdentifier: 'last' };
    const restored = await admin.create({ ...named(primary, 'restored'), spec: given });
    await patched(restored, { storageEncrypted: false, backupRetentionPeriod: 1 });
    await patched(restored, { backupRetentionPeriod: 3 });
    expect(await refusal(patched(restored, { backupRetentionPeriod: 2 }))).toContain('backupRetentionPeriod is 2');
  });

  test('no standby outside of production, as the identity says it', async () => {
    const ofDev = await createDatabase(admin, 'default');
    const identity = (ofDev as unknown as TapDatabase).status?.identity;
    await patched(ofDev, { instance: { multiAZ: false } });
    const other = await admin.create({ ...named(ofDev, 'other'), spec: { region: 'us-east-2' } });
    const status = { identity: { ...identity, environment: 'production' } };
    await admin.mergePatch(refTo(other), { status }, { subresource: 'status' });
    expect(await refusal(patched(other, { instance: { multiAZ: false } }))).toContain('spec.instance.multiAZ is false');
  });
});

test('with Warn a fault goes through, and the client is told', async () => {
  for (const actions of [['Deny', 'Audit'], ['Warn', 'Audit'], ['Warn']])
    for (const object of await policiesWith(actions)) await admin.apply(object);
  const [given, violator] = [CASES[0] as Case, named(violators[0] as KubeObject, 'warned')];
  await waitFor('the fault to go through', () => tryOut(violator).then(() => true));
  const certificateAuthority = await readFile(plane.caFile, 'utf8');
  const { open, close } = connect({ url: plane.url, token: plane.token('admin'), certificateAuthority });
  const path = '/apis/rds.services.k8s.aws/v1alpha1/namespaces/default/dbinstances';
  const { headers } = (await open('POST', path, { body: violator })).resume();
  close();
  const warning = messageOf(given, 'warned')
    .replace('denied request', 'validation failed')
    .replace(/^.*?: /, '');
  expect(String(headers['warning']).replaceAll('\\', '')).toContain(warning);
});
