import type { Command } from 'commander';

export interface ClusterOptions {
  readonly context?: string;
  readonly namespace?: string;
}

export const addClusterOptions = (command: Command): Command =>
  command
    .option('--context <name>', 'context of the kubeconfig; the current one if not given')
    .option('-n, --namespace <name>', "namespace of the TapDatabase; the context's if not given");
