/** How fast AWS's time runs here. */
export interface Pace {
  /** Seconds of AWS's time in milliseconds of ours. */
  milliseconds(awsSeconds: number): number;
  speed(): number;
  set(speed: number): void;
}

export function createPace(speed: number): Pace {
  let current = speed;
  return {
    milliseconds: (awsSeconds) => (awsSeconds * 1000) / current,
    speed: () => current,
    set(next) {
      if (!(next > 0)) throw new RangeError(`speed must be a number above 0, not ${next}`);
      current = next;
    },
  };
}
