import { describe, expect, test } from '@jest/globals';
import { type Json, type KubeObject, valueAt } from '../../src/api/object.js';
import { type RetirementScene, retirementOf } from '../../src/changes/retirement.js';
import { ack, core, deleting, label, NOW, SECONDS, synced } from './support.js';

type Fields = { readonly [key: string]: Json };

const TAGS = [{ key: 'team', value: 'shop' }];

const primary = (listed: readonly string[] = [], more: { readonly look?: string; readonly at?: string } = {}) => {
  const tags = more.look === undefined ? TAGS : [...TAGS, { key: 'tapstack.io/look', value: more.look }];
  const annotations = more.at === undefined ? {} : { 'tapstack.io/spec-applied-at': more.at };
  const object = ack('DBInstance', 'tap-primary', { dbInstanceIdentifier: 'tap-primary-dev', tags }, { annotations });
  return synced(object, { readReplicaDBInstanceIdentifiers: listed }, more.at);
};

const bareReplica = (extras: object = {}, spec: Fields = {}): KubeObject =>
  ack(
    'DBInstance',
    'tap-replica-1',
    { dbInstanceIdentifier: 'r1', sourceDBInstanceIdentifier: 'tap-primary-dev', ...spec },
    { metadata: { uid: 'u1' }, ...extras },
  );

const replica = (): KubeObject => synced(bareReplica(), { endpoint: { address: 'r1.example', port: 5432 } });

const logs = ack('LogGroup', 'tap-replica-1-postgresql', { name: '/aws/rds/instance/r1/postgresql' });

const scene = (of: Partial<RetirementScene>): RetirementScene => ({
  live: [],
  unwanted: [],
  created: [],
  told: [],
  now: NOW,
  ...of,
});

const messages = (of: Partial<RetirementScene>) => retirementOf(scene(of)).waiting.map(({ message }) => message);
const tagOf = (of: Partial<RetirementScene>) =>
  retirementOf(scene(of)).patches.map(({ patch }) => valueAt(patch, 'spec.tags.1.value'));

describe('a replica that is to go', () => {
  const going = (of: KubeObject, ...live: readonly KubeObject[]) => ({ live: [of, ...live], unwanted: [of] });

  test.each([
    [
      'a Service',
      core('Service', 'tap-ro', { spec: { externalName: 'r1.example' } }, label('component', 'connection')),
    ],
    [
      'a Secret',
      core('Secret', 'tap-connection', { data: { uri: btoa('//r1.example:1') } }, label('component', 'connection')),
    ],
    ['a ConfigMap', core('ConfigMap', 'x', { data: { host: 'r1.example' } }, label('component', 'connection'))],
  ])('waits while %s tells of it', (_, teller) => {
    expect(messages(going(replica(), primary(['r1']), teller))).toEqual(['clients are still told of it']);
  });

  test('waits while the status tells of it', () => {
    expect(messages({ ...going(replica(), primary(['r1'])), told: ['r1.example'] })).toEqual([
      'clients are still told of it',
    ]);
    expect(messages({ ...going(replica(), primary(['r1'])), told: ['r2.example'] })).toEqual([]);
  });

  test('goes at once when RDS lists it, when nothing is in AWS, without a primary, and when it is going already', () => {
    expect(messages(going(replica(), primary(['r1'])))).toEqual([]);
    expect(messages(going(bareReplica(), primary()))).toEqual([]);
    expect(messages(going(replica()))).toEqual([]);
    expect(messages(going(deleting(replica()), primary()))).toEqual([]);
  });

  test('is looked for first where RDS does not list it, whether its object tells of AWS or only ACK’s finalizer does', () => {
    const claimed = bareReplica({
      metadata: { uid: 'u1', finalizers: ['finalizers.rds.services.k8s.aws/DBInstance'] },
    });
    for (const each of [replica(), claimed]) {
      expect(messages(going(each, primary()))).toEqual(['ACK looks first whether it is still a replica']);
      expect(tagOf(going(each, primary()))).toEqual([expect.stringMatching(/^before [0-9a-f]{12} go$/)]);
    }
  });

  test('stays when ACK has looked and RDS does not list it, which nobody asks again', () => {
    const [look] = tagOf(going(replica(), primary())) as [string];
    const looked = primary([], { look });
    expect(messages(going(replica(), looked))[0]).toContain('it may have been promoted');
    expect(tagOf(going(replica(), looked))).toEqual([]);
    const busy = { ...looked, status: { ...looked.status, dbInstanceStatus: 'backing-up' } };
    expect(messages(going(replica(), busy))).toEqual(['ACK looks first whether it is still a replica']);
  });
});

describe('what waits for the end of a replica in AWS', () => {
  test('is its log group, and its like', () => {
    expect(messages({ live: [logs, primary(['r1'])], unwanted: [logs] })).toEqual([
      'AWS still deletes r1, which may write into it',
    ]);
    expect(messages({ live: [primary(['r1'])], created: [bareReplica()] })[0]).toContain('AWS has a r1 from before');
  });

  test('is not the log group of one that lives on, though its logs are exported no more: nothing is looked at for it', () => {
    const living = { live: [logs, replica(), primary(['r1'])], unwanted: [logs] };
    expect(retirementOf(scene(living))).toEqual({ waiting: [], patches: [] });
  });

  test('is nothing else', () => {
    expect(messages({ live: [logs, primary(['r2'])], unwanted: [logs] })).toEqual([]);
    expect(messages({ live: [primary(['r1'])], created: [logs] })).toEqual([]);
    expect(messages({ live: [primary(['r2'])], created: [bareReplica()] })).toEqual([]);
    expect(messages({ live: [], created: [bareReplica()] })).toEqual([]);
    const adopted = bareReplica({ annotations: { 'services.k8s.aws/adoption-policy': 'adopt' } });
    expect(messages({ live: [primary(['r1'])], created: [adopted] })).toEqual([]);
    const other = ack('LogGroup', 'other', { name: '/elsewhere' });
    expect(messages({ live: [other, primary(['r1'])], unwanted: [other] })).toEqual([]);
  });

  const asking = (more: { readonly look?: string; readonly at?: string }, now = NOW) => ({
    live: [logs, primary(['r1'], more)],
    unwanted: [logs],
    now,
  });

  test('makes the primary look: every 30 s at first, then ever less often', () => {
    expect(tagOf(asking({}))).toEqual(['2026-01-05T10:00:00Z/2026-01-05T10:00:00Z']);
    const begun = { look: '2026-01-05T09:59:40Z/2026-01-05T09:59:40Z', at: '2026-01-05T09:59:40Z' };
    expect(tagOf(asking(begun))).toEqual([]);
    expect(retirementOf(scene(asking(begun))).waiting[0]?.recheckAfterMs).toBe(9_600);
    expect(tagOf(asking(begun, SECONDS(10)))).toEqual(['2026-01-05T09:59:40Z/2026-01-05T10:00:10Z']);
    const long = { look: '2026-01-05T09:49:20Z/2026-01-05T09:59:20Z', at: '2026-01-05T09:59:20Z' };
    expect(tagOf(asking(long))).toEqual([]);
    expect(tagOf(asking(long, SECONDS(261)))).toEqual(['2026-01-05T09:49:20Z/2026-01-05T10:04:21Z']);
  });

  test('begins anew where the last look was for something long ago', () => {
    const old = { look: '2026-01-01T09:49:20Z/2026-01-01T09:59:20Z', at: '2026-01-01T09:59:20Z' };
    expect(tagOf(asking(old))).toEqual(['2026-01-05T10:00:00Z/2026-01-05T10:00:00Z']);
    expect(tagOf(asking({ look: 'before 0123456789ab go' }))).toEqual(['2026-01-05T10:00:00Z/2026-01-05T10:00:00Z']);
  });

  test('asks for no look of a primary that is busy: ACK looks by itself', () => {
    const busy = { ...primary(['r1']), status: { ...primary(['r1']).status, dbInstanceStatus: 'modifying' } };
    expect(tagOf({ live: [logs, busy], unwanted: [logs] })).toEqual([]);
    expect(messages({ live: [logs, busy], unwanted: [logs] })).toHaveLength(1);
  });
});
