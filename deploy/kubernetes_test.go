package deploy

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// dig returns what stands at the keys; numbers are places in a list.
func dig(t *testing.T, v any, keys ...any) any {
	t.Helper()
	for _, k := range keys {
		switch k := k.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[k]
		case int:
			l, _ := v.([]any)
			if k >= len(l) {
				t.Fatalf("%v: nothing at %d", keys, k)
			}
			v = l[k]
		}
	}
	return v
}

func TestKubernetes(t *testing.T) {
	var docs []any
	d := yaml.NewDecoder(strings.NewReader(content(t, "kubernetes/winnow.yaml")))
	for {
		var doc any
		if err := d.Decode(&doc); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	if len(docs) != 2 {
		t.Fatalf("%d documents, want the volume's claim and the job", len(docs))
	}
	claim, job := docs[0], docs[1]
	spec := dig(t, job, "spec")
	pod := dig(t, spec, "jobTemplate", "spec", "template", "spec")
	container := dig(t, pod, "containers", 0)
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"claim", dig(t, claim, "kind"), "PersistentVolumeClaim"},
		{"job", dig(t, job, "apiVersion").(string) + " " + dig(t, job, "kind").(string), "batch/v1 CronJob"},
		{"volume", dig(t, pod, "volumes", 0, "persistentVolumeClaim", "claimName"), dig(t, claim, "metadata", "name")},
		{"mount", dig(t, container, "volumeMounts", 0, "name"), dig(t, pod, "volumes", 0, "name")},
		{"workspace", dig(t, container, "args", 2), dig(t, container, "volumeMounts", 0, "mountPath")},
		{"temporary files", dig(t, container, "volumeMounts", 1, "mountPath"), "/tmp"},
		{"policy", dig(t, spec, "concurrencyPolicy"), "Forbid"},
		{"zone", dig(t, spec, "timeZone"), "Europe/London"},
		{"restarts", dig(t, pod, "restartPolicy"), "Never"}, // podFailurePolicy demands it
		{"user", dig(t, pod, "securityContext", "runAsNonRoot"), true},
		{"root", dig(t, container, "securityContext", "readOnlyRootFilesystem"), true},
		{"escalation", dig(t, container, "securityContext", "allowPrivilegeEscalation"), false},
		{"capabilities", dig(t, container, "securityContext", "capabilities", "drop"), []any{"ALL"}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	fields := strings.Fields(dig(t, spec, "schedule").(string))
	if len(fields) != len(cronFields) {
		t.Fatalf("the schedule has %d fields", len(fields))
	}
	for i, f := range cronFields {
		if !cronField(fields[i], f.min, f.max) {
			t.Errorf("%q is no %s", fields[i], f.name)
		}
	}
}
