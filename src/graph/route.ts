import { AISLE, type Box, GUTTER, type Layout, type PlacedPart } from './layout.js';
import { type Link, NETWORK } from './topology.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a link is drawn: along lanes between zones and beside cards, never across a card that it has nothing to do with. */
export interface Route {
  readonly points: readonly Point[];
  /** Where its label stands; undefined for one that says nothing. */
  readonly label: (Point & { readonly anchor: 'start' | 'middle' | 'end' }) | undefined;
}

/** From the edge of the primary's zone: who connects comes in nearer to it than what goes out, so that they do not cross. */
const LANES = { access: 0.18, out: 0.34 } as const;

/** Undefined where one of the ends is not drawn. */
export function routeOf(link: Link, layout: Layout): Route | undefined {
  const to = layout.parts.get(link.to);
  if (to === undefined) return undefined;
  if (link.from === NETWORK.id) return fromNetwork(layout.network, to.box);
  const from = layout.parts.get(link.from);
  if (from === undefined) return undefined;
  if (from.column === undefined) return downTo(from.box, to.box);
  if (link.kind === 'internet') return toGateway(from.box, to.box, layout.tracks.gateway);
  return from.column === to.column ? besideCards(link, from, to) : acrossAisles(link, from, to, layout);
}

function fromNetwork(network: Box, to: Box): Route {
  const { y } = middle(to);
  return {
    points: [
      { x: network.x + network.width, y },
      { x: to.x, y },
    ],
    label: undefined,
  };
}

function downTo(from: Box, to: Box): Route {
  const { x } = middle(to);
  const bottom = from.y + from.height;
  const points = [
    { x, y: bottom },
    { x, y: to.y },
  ];
  return { points, label: { x: x + 8, y: (bottom + to.y) / 2 + 4, anchor: 'start' } };
}

/** Right of the cards; all of them come together below the gateway. */
function toGateway(from: Box, gateway: Box, track: number): Route {
  const end = { x: middle(gateway).x, y: gateway.y + gateway.height };
  const { y } = middle(from);
  const right = from.x + from.width;
  const x = right + GUTTER / 2;
  const points = [{ x: right, y }, { x, y }, { x, y: track }, { x: end.x, y: track }, end];
  return { points, label: { x: end.x + 8, y: end.y + 15, anchor: 'start' } };
}

/** Within a zone: applications right of the cards, all else left of them. */
function besideCards({ kind }: Link, from: PlacedPart, { box: to }: PlacedPart): Route {
  const isAccess = kind === 'access';
  const isRight = from.of.role === 'application';
  const side = (box: Box): number => (isRight ? box.x + box.width : box.x);
  const x = side(to) + (isRight ? GUTTER : -GUTTER) / 2;
  const start = isAccess ? middle(from.box).y : outOf(from.box);
  const end = isAccess ? into(to) : middle(to).y;
  const points = [
    { x: side(from.box), y: start },
    { x, y: start },
    { x, y: end },
    { x: side(to), y: end },
  ];
  const labelX = isAccess ? x + (isRight ? -5 : 5) : to.x;
  return { points, label: { x: labelX, y: to.y - 8, anchor: isRight ? 'end' : 'start' } };
}

function acrossAisles(link: Link, from: PlacedPart, to: PlacedPart, { zones, tracks }: Layout): Route {
  const [here, there] = [from.column as number, to.column as number];
  const isRight = there > here;
  const isAccess = link.kind === 'access';
  /** The x in the aisle beside a zone, on the side towards the other one, at a part of the aisle's width. */
  const lane = (column: number, towardsRight: boolean, part: number): number => {
    const { box } = zones[column] as (typeof zones)[number];
    return towardsRight ? box.x + box.width + part * AISLE : box.x - part * AISLE;
  };
  const start = { x: isRight ? from.box.x + from.box.width : from.box.x, y: 0 };
  const end = { x: isRight ? to.box.x : to.box.x + to.box.width, y: 0 };
  const targetY = isAccess ? into(to.box) : middle(to.box).y;
  const startY = isAccess ? middle(from.box).y : link.kind === 'standby' ? within(from.box, targetY) : outOf(from.box);
  const nearPrimary = isAccess ? lane(there, !isRight, LANES.access) : lane(here, isRight, LANES.out);
  const isNextDoor = Math.abs(there - here) === 1;
  const farSide = isAccess ? lane(here, isRight, 0.5) : lane(there, !isRight, 1 - LANES.out);
  const track = isAccess ? tracks.access : tracks.replication;
  const [first, last] = isAccess ? [farSide, nearPrimary] : [nearPrimary, farSide];
  const between = isNextDoor
    ? [
        { x: nearPrimary, y: startY },
        { x: nearPrimary, y: targetY },
      ]
    : [
        { x: first, y: startY },
        { x: first, y: track },
        { x: last, y: track },
        { x: last, y: targetY },
      ];
  // In the aisle, above the piece that has room: at the one who connects, or at the one who receives.
  const edge = isAccess ? lane(here, isRight, 0) : lane(there, !isRight, 0);
  const bend = isNextDoor ? nearPrimary : farSide;
  return {
    points: [{ ...start, y: startY }, ...between, { ...end, y: targetY }],
    label: { x: (edge + bend) / 2, y: (isAccess ? startY : targetY) - 6, anchor: 'middle' },
  };
}

const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });
/** Where connections come in, above where replication goes out. */
const into = ({ y }: Box): number => y + 12;
const outOf = ({ y, height }: Box): number => y + height - 14;
const within = ({ y, height }: Box, wanted: number): number => Math.min(Math.max(wanted, y + 24), y + height - 26);

const RADIUS = 7;

/** The path of a route, with round corners. */
export function pathOf(points: readonly Point[]): string {
  const corners = points.filter((point, i) => i === 0 || !isSame(point, points[i - 1] as Point));
  const pieces = corners.map((at, i) => {
    const [before, after] = [corners[i - 1], corners[i + 1]];
    if (before === undefined) return `M${at.x} ${at.y}`;
    if (after === undefined) return `L${at.x} ${at.y}`;
    const [a, b] = [towards(at, before), towards(at, after)];
    return `L${a.x} ${a.y}Q${at.x} ${at.y} ${b.x} ${b.y}`;
  });
  return pieces.join('');
}

const isSame = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;

/** A little way from a corner to its neighbour; lines go along or across only. */
function towards(from: Point, to: Point): Point {
  const step = (a: number, b: number): number => Math.sign(b - a) * Math.min(RADIUS, Math.abs(b - a) / 2);
  return { x: from.x + step(from.x, to.x), y: from.y + step(from.y, to.y) };
}
