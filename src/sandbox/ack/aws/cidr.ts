/** An IPv4 network: the address as a number with its host bits cleared. */
export interface Cidr {
  readonly network: number;
  readonly prefix: number;
  /** The address as it was written had no host bits. */
  readonly canonical: boolean;
}

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Undefined where the text is no IPv4 network. */
export function parseCidr(text: string): Cidr | undefined {
  const numbers = CIDR.exec(text)?.slice(1).map(Number);
  if (!numbers) return undefined;
  const prefix = numbers.pop() as number;
  if (prefix > 32 || numbers.some((octet) => octet > 255)) return undefined;
  const address = numbers.reduce((value, octet) => value * 256 + octet, 0);
  const network = address - (address % sizeOf(prefix));
  return { network, prefix, canonical: network === address };
}

export const sizeOf = (prefix: number): number => 2 ** (32 - prefix);

export const contains = (outer: Cidr, inner: Cidr): boolean =>
  inner.prefix >= outer.prefix && inner.network - (inner.network % sizeOf(outer.prefix)) === outer.network;

export const overlaps = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);

export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

/** The form that AWS stores: `10.0.0.5/24` becomes `10.0.0.0/24`. What is no network stays as it is. */
export function canonicalCidr(text: string): string {
  const cidr = parseCidr(text);
  return cidr ? `${formatAddress(cidr.network)}/${cidr.prefix}` : text;
}
