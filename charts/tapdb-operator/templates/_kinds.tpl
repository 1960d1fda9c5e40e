{{- /* Every ACK kind that a TapDatabase is composed of, by API group: what RBAC grants and what the policies guard. */ -}}
{{- define "tapdb-operator.ackResources" -}}
cloudwatch.services.k8s.aws: [metricalarms]
cloudwatchlogs.services.k8s.aws: [loggroups]
ec2.services.k8s.aws:
  [elasticipaddresses, instances, internetgateways, natgateways, routetables, securitygroups, subnets, vpcs]
iam.services.k8s.aws: [instanceprofiles, roles]
kms.services.k8s.aws: [aliases, keys]
rds.services.k8s.aws: [dbinstances, dbparametergroups, dbsnapshots, dbsubnetgroups]
s3.services.k8s.aws: [buckets]
secretsmanager.services.k8s.aws: [secrets]
sns.services.k8s.aws: [subscriptions, topics]
{{- end -}}

{{- define "tapdb-operator.ownResources" -}}
tapstack.io: [tapcompositionrevisions, tapcompositions, tapdatabases]
{{- end -}}
