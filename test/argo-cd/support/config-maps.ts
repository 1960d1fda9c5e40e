import { stringify } from 'yaml';
import { ACK_HEALTH, ACTIONS, actionScript, DATABASE_HEALTH, DISCOVERY } from './scripts.js';

const asText = (value: unknown): string => stringify(value, { lineWidth: 0, blockQuote: 'literal' });

/** A patch of Argo CD's ConfigMap; the label is what Argo CD finds it by. */
const patch = (data: Readonly<Record<string, string>>): string =>
  asText({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm', namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    data,
  });

/** The files of argo-cd/ as the scripts make them. */
export const CONFIG_MAPS: Readonly<Record<string, string>> = {
  'argo-cd/argocd-cm.yaml': patch({
    'resource.customizations.health.tapstack.io_TapDatabase': DATABASE_HEALTH,
    'resource.customizations.actions.tapstack.io_TapDatabase': asText({
      'discovery.lua': DISCOVERY,
      definitions: ACTIONS.map((name) => ({ name, 'action.lua': actionScript(name) })),
    }),
  }),
  'argo-cd/argocd-cm-ack.yaml': patch({
    'resource.customizations': asText({ '*.services.k8s.aws/*': { 'health.lua': ACK_HEALTH } }),
  }),
};
