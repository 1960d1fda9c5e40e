{{- /* What the operator does in the namespaces that it serves. Secrets are read by name: never list or watch. */ -}}
{{- define "tapdb-operator.servedRules" -}}
- apiGroups: [tapstack.io]
  resources: [tapdatabases]
  verbs: [list, watch, patch]
- apiGroups: [tapstack.io]
  resources: [tapdatabases/status]
  verbs: [patch]
# Asked for by OwnerReferencesPermissionEnforcement, where a child blocks the deletion of its owner.
- apiGroups: [tapstack.io]
  resources: [tapdatabases/finalizers]
  verbs: [update]
{{- range $group, $resources := include "tapdb-operator.ackResources" . | fromYaml }}
- apiGroups: [{{ $group }}]
  resources: [{{ join ", " $resources }}]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
- apiGroups: ['']
  resources: [configmaps, services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: ['']
  resources: [secrets]
  verbs: [get, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [get, create, patch]
{{- end -}}

{{- define "tapdb-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "tapdb-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}
