import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/cli/render.js';
import { writeDot, writeMermaid } from '../../src/graph/diagram.js';
import { type Box, layOut } from '../../src/graph/layout.js';
import { writePage } from '../../src/graph/page.js';
import { routeOf } from '../../src/graph/route.js';
import { drawSvg } from '../../src/graph/svg.js';
import { topologyOf } from '../../src/graph/topology.js';
import { database, EXAMPLES, example } from '../composition/support.js';

const topologyOfExample = (name: (typeof EXAMPLES)[number]) => {
  const of = example(name);
  return topologyOf(of, render(of), ({ metadata }) => (metadata.name.endsWith('replica-2') ? 'progressing' : 'ready'));
};

/** Compared with the golden file; made again with UPDATE_GOLDEN=1, and then read in the diff. */
function expectGolden(file: string, text: string): void {
  const path = join(import.meta.dirname, 'golden', file);
  if (process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] !== 'true') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

test.each([
  ['ecommerce.svg', drawSvg],
  ['ecommerce.mmd', writeMermaid],
  ['ecommerce.dot', writeDot],
])('the e-commerce example as %s', (file, draw) => {
  expectGolden(file, draw(topologyOfExample('ecommerce')));
});

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each([0, 1, 2, 15])('with %d replicas nothing lies on something else, and all of it is on the paper', (count) => {
  const of = database({ replicas: { count }, monitoring: { alarms: { notify: { emails: ['a@example.com'] } } } });
  const { parts, size } = layOut(topologyOf(of, render(of), () => 'ready'));
  const boxes = [...parts.values()].map(({ box }) => box);
  for (const [i, a] of boxes.entries()) {
    expect(boxes.slice(i + 1).filter((b) => overlap(a, b))).toEqual([]);
    expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= size.width && a.y + a.height <= size.height).toBe(true);
  }
});

describe.each([
  ['Isolated', 2],
  ['Isolated', 3],
  ['Private', 2],
  ['Private', 3],
] as const)('with the databases in %s subnets of %d zones', (databaseSubnets, count) => {
  const zones = ['us-east-2a', 'us-east-2b', 'us-east-2c'].slice(0, count);
  const of = database({ replicas: { count: 7 }, network: { zones, databaseSubnets }, bastion: { enabled: true } });

  test.each(zones)('and the primary in %s, no line lies on a card that it has nothing to do with', (zone) => {
    const children = render(of).map((child) =>
      child.metadata.name === 'tap-primary' ? { ...child, spec: { ...child.spec, availabilityZone: zone } } : child,
    );
    const topology = topologyOf(of, children, () => 'ready');
    const layout = layOut(topology);
    for (const link of topology.links) {
      const { points } = routeOf(link, layout) as NonNullable<ReturnType<typeof routeOf>>;
      const others = [...layout.parts].filter(([id]) => id !== link.from && id !== link.to);
      points.slice(1).forEach((b, i) => {
        const a = points[i] as typeof b;
        expect(a.x === b.x || a.y === b.y).toBe(true);
        const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
        const line = { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
        expect(
          others.filter(([, { box }]) => overlap(line, box)).map(([id]) => `${link.from} → ${link.to} on ${id}`),
        ).toEqual([]);
      });
    }
  });
});

test('a link whose end is not drawn is not drawn', () => {
  const topology = topologyOfExample('ecommerce');
  const layout = layOut(topology);
  expect(routeOf({ from: 'nobody', to: 'key', label: '', kind: 'service' }, layout)).toBeUndefined();
  expect(routeOf({ from: 'key', to: 'nobody', label: '', kind: 'service' }, layout)).toBeUndefined();
});

test('a name that is longer than the paper is cut short', () => {
  const of = example('ecommerce');
  const topology = { ...topologyOf(of, render(of), () => 'planned'), title: 'x'.repeat(200) };
  expect(drawSvg(topology)).toMatch(/<text class="title"[^>]*>x{60,90}…</);
});

test.each(EXAMPLES)('%s: the drawing takes nothing from elsewhere, and says in words what it shows', (name) => {
  const svg = drawSvg(topologyOfExample(name));
  expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
    /https?:|<script|<image|@import|url\((?!#)/,
  );
  expect(svg).toContain('role="img"');
  expect(svg).toMatch(/<desc[^>]*>.*5432/);
});

describe('the page', () => {
  const of = {
    ...example('ecommerce'),
    status: {
      phase: 'Stalled' as const,
      message: 'Key tap: <b>not</b> allowed & more',
      conditions: [
        {
          type: 'Ready',
          status: 'True' as const,
          reason: 'Available',
          message: '',
          lastTransitionTime: '2026-01-05T10:00:00Z',
        },
      ],
      heldChanges: [
        {
          id: '0123456789',
          child: 'DBInstance/tap-primary',
          class: 'failover' as const,
          effect: 'a minute away',
          fields: ['spec.dbInstanceClass'],
        },
      ],
      endpoint: { address: 'tap-primary-dev.example.com', port: 5432 },
      outputs: { kmsKeyARN: 'arn:aws:kms:us-east-2:123456789012:key/1' },
    },
  };
  const leaves = render(of).map((child) => ({
    child,
    standing: child.kind === 'Key' ? ('failing' as const) : ('ready' as const),
    message: child.kind === 'Key' ? 'AccessDenied' : '',
  }));
  const page = writePage(of, leaves, '<svg></svg>\n');
  const plan = writePage(
    example('ecommerce'),
    render(of).map((child) => ({ child, standing: 'planned', message: '' })),
    '',
  );

  test('tells what is wrong, what is held, how to connect, and every child', () => {
    for (const text of [
      'Stalled',
      '0123456789',
      'a minute away',
      'tap-primary-dev.example.com:5432',
      'kmsKeyARN',
      'AccessDenied',
    ])
      expect(page).toContain(text);
    expect(page.match(/<li>/g)).toHaveLength(leaves.length);
  });

  test('opens only the parts in which something is wrong', () => {
    expect(page).toContain('<details open><summary>encryption <small>1 of 2 not ready</small>');
    expect(page).toContain('<details><summary>network <small>');
  });

  test('gives the command that lets a held change go', () => {
    expect(page).toContain('with an approval:<br><code>tapdb approve tap 0123456789 -n default</code>');
  });

  test('of a manifest says that it is a plan, and gives nothing a standing', () => {
    expect(plan).toContain('<span class="badge planned phase">Planned</span>');
    expect(plan).not.toContain('not ready');
    expect(plan).not.toMatch(/[✓✗]/);
  });

  test('of a database that nobody has looked at yet says so', () => {
    const child = render(of)[0] as (typeof leaves)[number]['child'];
    const fresh = writePage(example('ecommerce'), [{ child, standing: 'absent', message: 'not created yet' }], '');
    expect(fresh).toContain('Pending</span>');
    expect(fresh).toContain('is it running?');
  });

  test('marks conditions by what they mean, not by their status', () => {
    const at = { reason: 'Any', message: '', lastTransitionTime: '2026-01-05T10:00:00Z' };
    const conditions = [
      ['Ready', 'True', 'ready'],
      ['Synced', 'False', 'progressing'],
      ['Synced', 'Unknown', 'progressing'],
      ['Stalled', 'False', 'ready'],
      ['Stalled', 'True', 'failing'],
      ['ChangeHeld', 'True', 'held'],
      ['RebootPending', 'True', 'progressing'],
    ] as const;
    for (const [type, status, standing] of conditions) {
      const told = writePage({ ...of, status: { conditions: [{ type, status, ...at }] } }, leaves, '');
      expect(told).toMatch(
        new RegExp(`<td>${type}</td><td data-label="Status"><span class="badge ${standing}">. ${status}</span>`),
      );
    }
  });

  test('forbids every network to whoever shows it', () => {
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
  });

  test('escapes what others wrote, and takes nothing from elsewhere', () => {
    expect(page).toContain('Key tap: &lt;b&gt;not&lt;/b&gt; allowed &amp; more');
    expect(page).not.toMatch(/<script|<link|src=|https?:\/\//);
  });
});

test('the picture in the documentation is what the command draws; UPDATE_GOLDEN=1 draws it again', () => {
  const of = example('ecommerce');
  expectGolden('../../../docs/ecommerce.svg', drawSvg(topologyOf(of, render(of), () => 'planned')));
});
