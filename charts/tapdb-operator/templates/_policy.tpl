{{- /*
A policy of `policies` up to its variables, with its binding before it. Arguments: root context, name of the policy, the ACK
resources that it judges beside TapDatabases by API group; a fourth, true, leaves TapDatabases out.
*/ -}}
{{- define "tapdb-operator.policy" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 }}
{{- $resources := index . 2 }}
{{- if not (gt (len .) 3) }}
{{- $resources = merge (dict "tapstack.io" (list "tapdatabases")) $resources }}
{{- end }}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "tapdb-operator.labels" $root | nindent 4 }}
spec:
  policyName: {{ $name }}
  validationActions: {{ toJson $root.Values.policies.validationActions }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "tapdb-operator.labels" $root | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      {{- range $group, $kinds := $resources }}
      - apiGroups: [{{ $group }}]
        apiVersions: ['*']
        operations: [CREATE, UPDATE]
        resources: [{{ join ", " $kinds }}]
      {{- end }}
  matchConditions:
    # Writes of metadata, finalizers and the status are nobody's decision about the database.
    - name: spec-changes
      expression: request.operation == 'CREATE' || object.?spec != oldObject.?spec
    - name: not-being-deleted
      expression: "!has(object.metadata.deletionTimestamp)"
    - name: of-a-database
      expression: >-
        request.kind.kind == 'TapDatabase'
        || [object, oldObject].exists(state, state != null && 'tapstack.io/database' in state.metadata.?labels.orValue({}))
    # ACK fills in the spec of such an object with what AWS has, and changes nothing there.
    - name: not-a-look
      expression: >-
        object.metadata.?annotations[?'services.k8s.aws/read-only'].orValue('') != 'true'
        && (request.operation == 'UPDATE' || object.metadata.?annotations[?'services.k8s.aws/adoption-policy'].orValue('') != 'adopt')
  variables:
    - name: database
      expression: object.metadata.?labels[?'tapstack.io/database'].orValue('')
    - name: subject
      expression: >-
        request.kind.kind + ' ' + request.namespace + '/' + object.metadata.name
        + (request.kind.kind == 'TapDatabase' ? '' : ' of TapDatabase ' + variables.database) + ': '
    - name: source
      expression: >-
        ' where it comes from, be it an edit, a patch of a composition, or TapDatabase ' + variables.database
    # What each says is compared: only what comes with a fault, or gets one, is refused. What has one may keep it.
    - name: states
      expression: "request.operation == 'CREATE' ? [object] : [oldObject, object]"
{{- end -}}

{{- /* Whether a list of booleans, one for each of `states`, ends in a fault that was not there before. Argument: a variable. */ -}}
{{- define "tapdb-operator.keeps" -}}
!(variables.{{ . }} in [[false], [true, false]])
{{- end -}}
