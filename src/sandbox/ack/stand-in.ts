import { CalendarFile } from '../../kube/calendar-file.js';
import { createApiClient } from '../api-client.js';
import type { Endpoint } from '../api-request.js';
import { createAccount, describeAccount } from './aws/account.js';
import { arrive } from './aws/arrivals.js';
import { BadRequest, type Routes, startControlServer } from './control-server.js';
import { createCounters } from './counters.js';
import { createFaults, FAULTS, type Fault } from './faults.js';
import { ALL_KINDS } from './kinds/all-kinds.js';
import { changeRecord, dropRecord, seedRecord } from './outside-changes.js';
import { createPace } from './pace.js';
import { createCluster } from './runtime/cluster.js';
import { createController } from './runtime/controller.js';
import type { Fields } from './runtime/resource.js';
import { createStateFile } from './state-file.js';

export interface StandInOptions {
  readonly endpoint: Endpoint;
  /** 0 takes a free one. */
  readonly controlPort: number;
  /** How many seconds of AWS pass in one of ours. */
  readonly speed: number;
  readonly defaultRegion: string;
  readonly resyncSeconds: number;
  /** Keeps the account between two lives of the stand-in. */
  readonly stateFile?: string;
  /** Holds how many seconds the calendar is ahead of the clock. */
  readonly calendarFile?: string;
}

export interface StandIn {
  readonly controlPort: number;
  /** Lets every worker finish what it has in hand. */
  stop(): Promise<void>;
}

/** All nine controllers, and the AWS behind them. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const pace = createPace(options.speed);
  const faults = createFaults(pace);
  const counters = createCounters();
  const calendar =
    options.calendarFile === undefined ? undefined : new CalendarFile(options.calendarFile, () => resyncIfDue());
  const ahead = (): number => (calendar?.offsetMs ?? 0) / 1000;
  const account = createAccount({
    pace,
    ahead,
    onArrival: arrive,
    isStuck: ({ madeBy }) => faults.isStuck(madeBy),
  });
  const state = createStateFile(options.stateFile, account);
  state.read();

  const client = createApiClient(options.endpoint);
  const shared = {
    cluster: createCluster(client),
    account,
    faults,
    counters,
    calendar: () => new Date(Date.now() + ahead() * 1000),
    defaultRegion: options.defaultRegion,
    client,
    milliseconds: pace.milliseconds,
    resyncMs: options.resyncSeconds * 1000,
    onReconciled: state.write,
  };
  const reconciled = new Map<string, Map<string, number>>();
  const reconciledOf = ({ kind }: { readonly kind: string }): Map<string, number> => {
    const known = reconciled.get(kind) ?? new Map<string, number>();
    reconciled.set(kind, known);
    return known;
  };
  const controllers = ALL_KINDS.map((kind) =>
    createController({ ...shared, kind, ownGenerations: new Set(), reconciled: reconciledOf(kind) }),
  );

  /** Every object is looked at at least once in a period; timers know nothing of a calendar that was moved. */
  let resyncedAhead = ahead();
  const resyncIfDue = (): void => {
    if (Math.abs(ahead() - resyncedAhead) < options.resyncSeconds) return;
    resyncedAhead = ahead();
    for (const controller of controllers) controller.restart();
  };

  const setFaults = (body: unknown): void => {
    if (!Array.isArray(body) || !body.every((fault) => FAULTS.includes(fault?.fault))) {
      throw new BadRequest(
        `faults are a list like [{"fault": "throttle", "kind": "DBInstance"}], of ${FAULTS.join(', ')}`,
      );
    }
    const suffered = faults.concerns();
    faults.set(body as Fault[]);
    // Whoever suffered looks again at once; a fault that has just come is met at the next occasion.
    for (const [index, kind] of ALL_KINDS.entries()) controllers[index]?.restart((object) => suffered(kind, object));
  };
  const routes: Routes = {
    'GET /account': (_, __, query) => ({ records: describeAccount(account, { secrets: query.has('secrets') }) }),
    'GET /counters': () => counters.report(),
    'DELETE /counters': () => counters.reset(),
    'GET /reconciled/:kind/:namespace/:name': (_, { kind = '', namespace, name }) => ({
      generation: reconciled.get(kind)?.get(`${namespace}/${name}`) ?? 0,
    }),
    'GET /faults': () => faults.list(),
    'PUT /faults': setFaults,
    'POST /touch': () => Promise.all(controllers.map((controller) => controller.touch())).then(() => ({})),
    'POST /resync': () => {
      for (const controller of controllers) controller.restart();
    },
    'PUT /speed': (body) => pace.set(Number((body as Fields | undefined)?.['speed'])),
    'POST /resources/:type': (body, { type = '' }) => seedRecord(account, type, body),
    'PATCH /resources/:type/:id': (body, { type = '', id = '' }) => changeRecord(account, type, id, body),
    'DELETE /resources/:type/:id': (_, { type = '', id = '' }) => dropRecord(account, type, id),
  };
  const server = await startControlServer(options.controlPort, routes);
  const running = Promise.all(controllers.map((controller) => controller.run()));
  return {
    controlPort: server.port,
    async stop() {
      calendar?.close();
      for (const controller of controllers) controller.stop();
      await running;
      client.close();
      await server.close();
      state.write();
    },
  };
}
