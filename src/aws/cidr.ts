/** An IPv4 network. */
export interface Cidr {
  /** As an unsigned 32 bit number, host bits included. */
  readonly address: number;
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`; undefined for what is no IPv4 CIDR. Leading zeros are none: some read them as octal. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1);
  const [a, b, c, d, prefix] = numbers.map(Number) as [number, number, number, number, number];
  if (numbers.some((digits) => /^0\d/.test(digits)) || [a, b, c, d].some((octet) => octet > 255) || prefix > 32)
    return undefined;
  return { address: a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d, prefix };
}

export function formatCidr({ address, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  return `${octets.join('.')}/${prefix}`;
}

/** How many addresses it has. */
export const sizeOf = ({ prefix }: Cidr): number => 2 ** (32 - prefix);

/** The network with its host bits cleared. */
export function networkOf(cidr: Cidr): Cidr {
  return { address: cidr.address - (cidr.address % sizeOf(cidr)), prefix: cidr.prefix };
}

/** Whether two networks share an address. */
export function overlap(a: Cidr, b: Cidr): boolean {
  const [left, right] = [networkOf(a).address, networkOf(b).address];
  return left < right + sizeOf(b) && right < left + sizeOf(a);
}
