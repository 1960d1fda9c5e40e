import { type Part, type Subnet, TIERS, type Topology } from './topology.js';

/** In user units of the drawing, from its top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed<T> {
  readonly of: T;
  readonly box: Box;
}

export interface PlacedPart extends Placed<Part> {
  /** The zone it stands in, counted from the left; undefined beside the network. */
  readonly column: number | undefined;
}

/** Where everything is drawn. Grows with what there is: columns with zones, rows with what stands in them. */
export interface Layout {
  readonly size: { readonly width: number; readonly height: number };
  readonly internet: Box | undefined;
  readonly region: Box;
  readonly network: Box;
  readonly zones: readonly Placed<string>[];
  readonly subnets: readonly Placed<Subnet>[];
  readonly parts: ReadonlyMap<string, PlacedPart>;
  /** Heights at which lines go across zones without lying on a card: to the gateway, and to and from the primary. */
  readonly tracks: { readonly gateway: number; readonly access: number; readonly replication: number };
  readonly legendTop: number;
}

export const MARGIN = 24;
/** The height of the name above all, which a page leaves out. */
export const TITLE = 56;
const GAP = 22;
/** Between zones: room for what stands on the links. */
export const AISLE = 128;
const PART_WIDTH = 216;
/** Within a subnet on both sides of its cards, for lines that go past them. */
export const GUTTER = 24;
const INSET = 8;
const COLUMN = PART_WIDTH + 2 * GUTTER + 2 * INSET;
const PAD = 20;
const HEADING = 30;
const SUBNET_HEADING = 46;
const LINE = 16;
const INTERNET = { width: 88, height: 26 };

/** A part's height: its title and its details. */
const heightOf = (part: Part): number => 34 + part.details.length * LINE;

const stackHeight = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + heightOf(part) + GAP, 0);

/** @param legendHeight what the legend below needs, by the width that it has */
export function layOut(topology: Topology, legendHeight: (width: number) => number = () => 0): Layout {
  const { gateway, zones, services } = topology;
  const parts = new Map<string, PlacedPart>();
  const put = (part: Part, x: number, y: number, column?: number): number => {
    const box = { x, y, width: PART_WIDTH, height: heightOf(part) };
    parts.set(part.id, { of: part, box, column });
    return y + box.height + GAP;
  };

  const regionTop = TITLE + (gateway === undefined ? 0 : INTERNET.height + GAP);
  const gatewayTop = regionTop + PAD;
  const networkTop = gateway === undefined ? regionTop + HEADING + INSET : gatewayTop + heightOf(gateway) / 2;
  const zonesTop = networkTop + HEADING + (gateway === undefined ? 6 : PAD + 6);
  const networkX = MARGIN + PAD;
  const columnX = (i: number): number => networkX + PAD + i * (COLUMN + AISLE);
  const networkRight = columnX(zones.length - 1) + COLUMN + PAD;

  const subnets: Placed<Subnet>[] = [];
  let home = zonesTop;
  let y = zonesTop + HEADING + INSET;
  for (const tier of TIERS) {
    const rows = zones.map((zone) => zone.subnets.filter((subnet) => subnet.tier === tier));
    const height = Math.max(...rows.flat().map(({ parts: inner }) => SUBNET_HEADING + stackHeight(inner)), 0);
    if (height === 0) continue;
    if (rows.flat().some((subnet) => subnet.parts.some(({ role }) => role === 'primary'))) home = y;
    rows.forEach((row, i) => {
      for (const subnet of row) {
        const box = { x: columnX(i) + INSET, y, width: COLUMN - 2 * INSET, height };
        subnets.push({ of: subnet, box });
        let top = y + SUBNET_HEADING;
        for (const part of subnet.parts) top = put(part, box.x + GUTTER, top, i);
      }
    });
    y += height + GAP;
  }
  const zonesBottom = y - GAP + INSET;

  const network = {
    x: networkX,
    y: networkTop,
    width: networkRight - networkX,
    height: zonesBottom + PAD - networkTop,
  };
  if (gateway !== undefined) put(gateway, networkRight - PAD - INSET - GUTTER - PART_WIDTH, gatewayTop);

  const servicesX = networkRight + 3 * PAD;
  let servicesEnd = networkTop;
  for (const service of services) servicesEnd = put(service, servicesX, servicesEnd);
  const regionRight = (services.length === 0 ? networkRight : servicesX + PART_WIDTH) + PAD;
  const regionBottom = Math.max(network.y + network.height, servicesEnd - GAP) + PAD;
  const region = { x: MARGIN, y: regionTop, width: regionRight - MARGIN, height: regionBottom - regionTop };
  const legendTop = regionBottom + GAP;
  return {
    size: { width: regionRight + MARGIN, height: legendTop + legendHeight(region.width) },
    internet: gateway && {
      x: networkRight - PAD - INSET - GUTTER - (PART_WIDTH + INTERNET.width) / 2,
      y: TITLE,
      ...INTERNET,
    },
    region,
    network,
    zones: zones.map(({ name }, i) => ({
      of: name,
      box: { x: columnX(i), y: zonesTop, width: COLUMN, height: zonesBottom - zonesTop },
    })),
    subnets,
    parts,
    tracks: { gateway: zonesTop - 14, access: home - 15, replication: home - 7 },
    legendTop,
  };
}
