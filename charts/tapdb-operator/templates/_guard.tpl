{{- /* The binding that puts a guard policy into force everywhere. Arguments: root context, name of the policy. */ -}}
{{- define "tapdb-operator.guardBinding" -}}
{{- $name := index . 1 }}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "tapdb-operator.labels" (index . 0) | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  policyName: {{ $name }}
  validationActions: [Deny]
{{- end -}}
