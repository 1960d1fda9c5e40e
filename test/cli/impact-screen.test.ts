import { expect, test } from '@jest/globals';
import type { Impact } from '../../src/cli/impact.js';
import { impactDocument, impactScreen } from '../../src/cli/impact-screen.js';

const plain = (_colour: unknown, text: string): string => text;

const impacts: readonly Impact[] = [
  { database: 'b/shop', class: 'stay', message: 'stays on gold-1', disruptions: [], steps: [] },
  { database: 'b/cart', class: 'unchanged', disruptions: [], steps: [] },
  {
    database: 'b/till',
    class: 'disrupted',
    disruptions: ['failover', 'reboot'],
    steps: [
      {
        action: 'hold',
        kind: 'DBInstance',
        name: 'till-primary',
        fields: [{ path: 'spec.dbInstanceClass', from: 'db.m5.large', to: 'db.m5.xlarge' }],
        disruption: 'failover',
        id: '0123456789',
        note: 'connections break',
      },
    ],
  },
  {
    database: 'a/shop',
    class: 'refused',
    reason: 'ConstraintViolated',
    message: 'too many',
    disruptions: [],
    steps: [],
  },
  { database: 'a/cart', class: 'unchanged', message: 'InvalidSpec: anyway', disruptions: [], steps: [] },
];

test('databases stand by name under what becomes of them, the worst first', () => {
  expect(impactScreen({ composition: 'gold' }, impacts, plain)).toBe(`\
TapComposition gold: 1 refused, 1 disrupted, 0 changed, 2 unchanged, 1 stay as they are

refused
  a/shop  ConstraintViolated: too many

disrupted
  b/till  failover, reboot
    ! DBInstance till-primary  failover  0123456789, for an approval
        spec.dbInstanceClass: "db.m5.large" → "db.m5.xlarge"
        connections break

unchanged
  a/cart  InvalidSpec: anyway
  b/cart

stay
  b/shop  stays on gold-1
`);
});

test('nobody may be concerned', () => {
  expect(impactScreen({ blueprint: 'ha-postgres/v1' }, [], plain)).toBe(
    'blueprint ha-postgres/v1: there is no database to look at\n',
  );
});

test('programs are told the same in the same order', () => {
  const document = impactDocument({ composition: 'gold' }, impacts) as { databases: Impact[] };
  expect(document).toMatchObject({
    composition: 'gold',
    summary: { refused: 1, disrupted: 1, changed: 0, unchanged: 2, stay: 1 },
  });
  expect(document.databases.map(({ database }) => database)).toEqual([
    'a/shop',
    'b/till',
    'a/cart',
    'b/cart',
    'b/shop',
  ]);
});
