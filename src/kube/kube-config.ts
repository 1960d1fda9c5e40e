import { KubeConfig } from '@kubernetes/client-node';

/** `$KUBECONFIG`, else `~/.kube/config`, else the service account of the pod. */
export function loadKubeConfig(context?: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  if (context === undefined) return config;
  if (config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => name);
    throw new Error(`the kubeconfig has no context ${context}: choose one of ${names.join(', ')}`);
  }
  config.setCurrentContext(context);
  return config;
}
