import { App, Chart } from 'cdk8s';
import { TapStack } from 'tapdb-operator';

const app = new App();
const chart = new Chart(app, 'orders', { namespace: 'shop', labels: { team: 'checkout' } });
new TapStack(chart, 'database', {
  name: 'orders',
  accountID: '123456789012',
  passwordSecret: { name: 'orders-master', key: 'password' },
  spec: {
    region: 'eu-central-1',
    environment: 'prod',
    encryption: { keyARN: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
    bastion: { enabled: false },
    replicas: { count: 1 },
    monitoring: { enhancedIntervalSeconds: 0 },
  },
});
app.synth();
