/** Told of each step of a reconcile, by a name that is the same for every database. Runs the work and answers what it does. */
export type Step = <T>(
  name: 'observe' | 'compose' | 'plan' | 'execute' | 'report' | 'teardown',
  work: () => Promise<T>,
) => Promise<T>;

/** For callers that nobody watches. */
export const unwatched: Step = (_, work) => work();
