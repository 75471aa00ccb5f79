{{- define "visemux.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end }}
{{- define "visemux.selector" -}}
app.kubernetes.io/name: visemux
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "visemux.labels" -}}
{{ include "visemux.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
