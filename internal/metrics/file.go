package metrics

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// leftFor is how old a temporary file must be to be some killed run's.
const leftFor = time.Hour

// WriteFailure tells of a run that failed before it could read the ledger. The
// last success and all other figures stay as the file at path has them; where
// there is no file, or a damaged one, only the run's own figures are written.
// Of the run only At, Took and ExitCode are looked at. A run that only found another at work
// should not write: it would hide how that other one ends.
func WriteFailure(path, workspace string, r Run) error {
	r.LastSuccess, r.LastFailure = time.Time{}, r.At
	s := newSet(workspace)
	s.run(r)
	if err := errors.Join(s.errs...); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	kept, err := read(path)
	if err != nil {
		return err
	}
	return replace(path, over{s.registry, kept})
}

// over is the families of new, and those of kept whose names new doesn't have.
type over struct {
	new  prometheus.Gatherer
	kept map[string]*dto.MetricFamily
}

func (o over) Gather() ([]*dto.MetricFamily, error) {
	families, err := o.new.Gather()
	if err != nil {
		return nil, err
	}
	for _, f := range families {
		delete(o.kept, f.GetName())
	}
	for _, f := range o.kept {
		families = append(families, f)
	}
	slices.SortFunc(families, func(a, b *dto.MetricFamily) int { return strings.Compare(a.GetName(), b.GetName()) })
	return families, nil
}

// read returns the families of the file at path; none where it is missing or
// can't be understood, since the next successful run writes it anew.
func read(path string) (map[string]*dto.MetricFamily, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the metrics: %w", err)
	}
	defer f.Close()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(f)
	if err != nil {
		return nil, nil //nolint:nilerr // a damaged file is replaced
	}
	for name := range families {
		if !strings.HasPrefix(name, prefix) {
			delete(families, name)
		}
	}
	return families, nil
}

// lastFailed returns the last failure that the file at path knows; the zero time
// for none, or where the file can't be read: then it is about to be written anew.
func lastFailed(path string) time.Time {
	families, err := read(path)
	f := families[prefix+lastFailure]
	if err != nil || f == nil || len(f.Metric) == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(math.Round(f.Metric[0].GetGauge().GetValue() * 1000)))
}

// replace writes the file beside path and renames it over path. On Windows the
// rename is refused while an exporter reads the file, so it tries for a while.
func replace(path string, g prometheus.Gatherer) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing the metrics: %w", err)
	}
	sweep(path)
	var err error
	for wait := 10 * time.Millisecond; wait < 2*time.Second; wait *= 2 {
		if err = prometheus.WriteToTextfile(path, g); err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrPermission) {
			break
		}
		time.Sleep(wait)
	}
	return fmt.Errorf("writing the metrics: %w", err)
}

// sweep removes what runs left that were killed while they wrote: files of
// path's name with digits after it. What it can't remove it leaves: an exporter
// reads only names that end in .prom.
func sweep(path string) {
	files, err := filepath.Glob(globQuoted.Replace(path) + "[0-9]*")
	if err != nil {
		return
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if strings.Trim(strings.TrimPrefix(f, path), "0123456789") == "" && err == nil && time.Since(info.ModTime()) > leftFor {
			_ = os.Remove(f)
		}
	}
}

// globQuoted makes a path match itself only: a bracket stands for any character
// and sweep compares the rest, as Windows has no quoting.
var globQuoted = strings.NewReplacer("[", "?", "]", "?", "*", "?")
