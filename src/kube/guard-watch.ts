import { type Json, type KubeObject, valueAt } from '../api/object.js';
import { pause } from '../controller/pause.js';
import { ApiError, type Guard } from '../reconcile/cluster.js';
import type { ApiClient } from './api-client.js';

const INTERVAL_MS = 10_000;
/** An API server that has just started forbids everything until it has read its roles: a refusal that lasts is one. */
const DOUBT_MS = 5_000;
const POLICIES = ['tapdb-operator-protect-databases', 'tapdb-operator-protect-children', 'tapdb-operator-protect-crds'];
const ROOT = '/apis/admissionregistration.k8s.io/v1';

/**
 * Looks, again and again, whether the policies that keep others from deleting children are there and bound. They are got
 * by name: a right to list all policies of the cluster is not asked for.
 */
export class GuardWatch {
  readonly #api: ApiClient;
  readonly #onChange: () => void;
  readonly #stopped = new AbortController();
  #guard: Guard | undefined;
  #isForbidden = false;

  constructor(api: ApiClient, onChange: () => void) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** The API server has been asked. */
  get settled(): boolean {
    return this.#guard !== undefined;
  }

  get guard(): Guard {
    return this.#guard ?? { installed: false, message: 'the guard policies have not been looked at yet' };
  }

  /** Looks until `stop`. */
  async run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const seen = await this.#look();
      if (seen !== undefined && JSON.stringify(seen) !== JSON.stringify(this.#guard)) {
        this.#guard = seen;
        this.#onChange();
      }
      await pause(seen === undefined ? DOUBT_MS : INTERVAL_MS, this.#stopped.signal);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  /**
   * Undefined where the API server could not say, or has forbidden it for the first time: what was seen before stands, as
   * nothing else can be written then either. (To take the guard for gone means to take the owner off every child.)
   */
  async #look(): Promise<Guard | undefined> {
    const seen = await lookAtGuard(this.#api);
    const wasForbidden = this.#isForbidden;
    this.#isForbidden = seen instanceof ApiError && seen.code === 403;
    if (!(seen instanceof ApiError)) return seen;
    return this.#isForbidden && wasForbidden ? unreadable(seen) : undefined;
  }
}

/** Undefined where the API server could not say. */
export async function readGuard(api: ApiClient): Promise<Guard | undefined> {
  const seen = await lookAtGuard(api);
  if (!(seen instanceof ApiError)) return seen;
  return seen.code === 403 ? unreadable(seen) : undefined;
}

async function lookAtGuard(api: ApiClient): Promise<Guard | ApiError> {
  try {
    const problems = (await Promise.all(POLICIES.map((name) => problemsOf(api, name)))).flat();
    if (problems.length === 0) return { installed: true };
    return { installed: false, message: `${problems.join('; ')}: install the policies of the chart tapdb-operator` };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error;
  }
}

const unreadable = ({ message }: ApiError): Guard => ({ installed: false, message });

async function problemsOf(api: ApiClient, name: string): Promise<readonly string[]> {
  const [policy, binding] = await Promise.all([
    get(api, 'ValidatingAdmissionPolicy', `${ROOT}/validatingadmissionpolicies`, name),
    get(api, 'ValidatingAdmissionPolicyBinding', `${ROOT}/validatingadmissionpolicybindings`, name),
  ]);
  if (policy === undefined) return [`the ValidatingAdmissionPolicy ${name} is missing`];
  if (binding === undefined) return [`the ValidatingAdmissionPolicyBinding ${name} is missing`];
  const actions = (valueAt(binding, 'spec.validationActions') ?? []) as readonly Json[];
  // One that is narrowed to some objects leaves the others to the garbage collector.
  const isWhole = valueAt(binding, 'spec.matchResources') === undefined;
  if (valueAt(binding, 'spec.policyName') === name && actions.includes('Deny') && isWhole) return [];
  return [`the ValidatingAdmissionPolicyBinding ${name} does not deny what the policy of that name forbids`];
}

async function get(api: ApiClient, kind: string, collection: string, name: string): Promise<KubeObject | undefined> {
  try {
    return (await api.request({
      verb: 'get',
      kind,
      object: name,
      path: `${collection}/${name}`,
    })) as KubeObject;
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
}
