const bytesByUnit: Readonly<Record<string, number>> = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** Bytes of a size as the API takes it (`512Mi`, `100Gi`, `2Ti`); undefined where it is none. */
export function bytesOf(size: string): number | undefined {
  const match = /^([1-9][0-9]*)(Mi|Gi|Ti)$/.exec(size);
  return match === null ? undefined : Number(match[1]) * (bytesByUnit[match[2] as string] as number);
}

/** Whole GiB of a size (`100Gi`, `2Ti`); undefined where it is none. */
export function gibOf(size: string): number | undefined {
  const gib = (bytesOf(size) ?? Number.NaN) / 2 ** 30;
  return Number.isSafeInteger(gib) ? gib : undefined;
}

/** `7.5 GiB`, for people. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(2))} ${units[power]}`;
}
