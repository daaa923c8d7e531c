package pipeline

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"sort"

	"winnow/internal/dataset"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/validate"
)

// period stages what is published for a period as a whole: its measures and its
// report over every file received for it so far.
func (p *publisher) period(r *run, name string) error {
	state := p.ws.State.Periods[name]
	measures := measuresOf(r.measures, name)
	if measures == nil && state.Measures != nil { // only refused files came: the last good figures stand
		if err := json.Unmarshal(state.Measures, &measures); err != nil {
			return fmt.Errorf("the workspace's state of %s: %w", name, err)
		}
	} else if err := p.measures(name, measures, statesOf(r.overall, name), &state); err != nil {
		return err
	}
	p.ws.State.Periods[name] = state
	return p.report(r, name, measures, state)
}

// measures stages the measures dataset and keeps them in the state.
func (p *publisher) measures(name string, measures []report.Measure, states []report.RuleStatus, state *workspace.PeriodState) error {
	var err error
	if state.Measures, err = json.Marshal(measures); err != nil {
		return fmt.Errorf("keeping the measures of %s: %w", name, err)
	}
	if state.Rules, err = json.Marshal(states); err != nil {
		return fmt.Errorf("keeping the measures of %s: %w", name, err)
	}
	meta := map[string]string{"winnow.run": p.run, "winnow.rules_sha256": p.config.Rules.Hash, "winnow.period": name}
	state.Parquet = path.Join(workspace.PublishedDir, dataset.MeasuresPartition(name), "measures.parquet")
	state.SHA256, err = p.stage.Put(state.Parquet, func(w io.Writer) error {
		counter := &counted{w: w}
		err := dataset.WriteMeasures(counter, name, measures, meta)
		state.Bytes, state.Rows = counter.n, int64(len(measures))
		return err
	})
	return err
}

type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// report stages reports/<period>/report.json: the period to date.
func (p *publisher) report(r *run, name string, measures []report.Measure, state workspace.PeriodState) error {
	rep := &report.Report{Period: report.Ptr(name), Measures: measures, Final: p.config.Final}
	all := statuses{}
	for _, f := range p.ws.State.Files {
		if f.Period != name || p.ws.State.Superseded(f.SHA256) {
			continue
		}
		raw, err := p.restated(r, name, f.SHA256)
		if err != nil {
			return err
		}
		rep.Files = append(rep.Files, &report.File{Path: f.Name, Raw: raw})
		if err := p.addStates(all, fragmentRulesPath(f.SHA256)); err != nil {
			return err
		}
	}
	var overall []report.RuleStatus
	if len(state.Rules) > 0 {
		if err := json.Unmarshal(state.Rules, &overall); err != nil {
			return fmt.Errorf("the workspace's state of %s: %w", name, err)
		}
	}
	all.add(overall)
	rep.Rules = all.list()
	var err error
	if rep.Waivers, err = p.waiversOf(rep.Files); err != nil {
		return err
	}
	sort.SliceStable(rep.Files, func(i, j int) bool { return rep.Files[i].Path < rep.Files[j].Path })
	_, err = p.stage.Put(path.Join(workspace.ReportsDir, name, "report.json"), rep.WriteJSON)
	return err
}

func (p *publisher) addStates(all statuses, rel string) error {
	raw, err := p.stage.Read(rel)
	if err != nil {
		return err
	}
	var states []report.RuleStatus
	if err := json.Unmarshal(raw, &states); err != nil {
		return fmt.Errorf("%s is damaged: %w", rel, err)
	}
	all.add(states)
	return nil
}

func measuresOf(all []report.Measure, period string) []report.Measure {
	var in []report.Measure
	for _, m := range all {
		if m.Period == nil && period == "" || m.Period != nil && *m.Period == period {
			in = append(in, m)
		}
	}
	return in
}

func statesOf(all []periodStatus, period string) []report.RuleStatus {
	var in []report.RuleStatus
	for _, s := range all {
		if s.period == period {
			in = append(in, s.states...)
		}
	}
	return in
}

// manifest names every published file and its hash. It is moved into place
// after the files it names: whoever reads it finds them.
type manifest struct {
	Schema string         `json:"schema"`
	Run    string         `json:"run"`
	Files  []manifestFile `json:"files"`
}

type manifestFile struct {
	Path   string `json:"path"` // from the published folder
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Rows   int64  `json:"rows"`
}

// catalogue stages what makes the published folder readable as it stands:
// datapackage.json and, last, the manifest.
func (p *publisher) catalogue() error {
	m := manifest{Schema: "winnow/manifest/v1", Run: p.run, Files: []manifestFile{}}
	byReturn := map[string][]dataset.File{}
	add := func(ret, rel, sum string, bytes, rows int64) {
		if rel == "" {
			return
		}
		rel = rel[len(workspace.PublishedDir)+1:]
		m.Files = append(m.Files, manifestFile{rel, sum, bytes, rows})
		byReturn[ret] = append(byReturn[ret], dataset.File{Path: rel, SHA256: sum, Bytes: bytes, Rows: rows})
	}
	for _, s := range p.ws.State.Submissions {
		if !s.Replaced {
			add(s.Return, s.Parquet, s.ParquetSHA, s.Bytes, s.Rows)
		}
	}
	for _, s := range p.ws.State.Periods {
		add("", s.Parquet, s.SHA256, s.Bytes, s.Rows)
	}
	sort.Slice(m.Files, func(i, j int) bool { return m.Files[i].Path < m.Files[j].Path })
	pkg, err := p.describe(byReturn)
	if err != nil {
		return err
	}
	described, err := dataset.Describe(pkg)
	if err != nil {
		return fmt.Errorf("describing the published data: %w", err)
	}
	if _, err := p.stage.Put(workspace.PublishedDir+"/datapackage.json", writeBytes(described)); err != nil {
		return err
	}
	_, err = p.stage.Put(workspace.PublishedDir+"/manifest.json", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(m)
	})
	return err
}

// describe lists the returns of the rule set that have published files, and the
// measures.
func (p *publisher) describe(files map[string][]dataset.File) (dataset.Package, error) {
	pkg := dataset.Package{Name: "winnow-published", Title: "Returns checked by winnow"}
	for _, ret := range p.config.Rules.Returns {
		if len(files[ret.Name]) == 0 {
			continue
		}
		schema, err := validate.SchemaOf(ret)
		if err != nil {
			return pkg, fmt.Errorf("%s: %w", ret.File, err)
		}
		pkg.Resources = append(pkg.Resources, dataset.Resource{
			Name: ret.Name, Title: ret.Title, Description: ret.Grain, Schema: schema,
			Partitions: []string{"period", "service"}, Files: sorted(files[ret.Name]),
		})
	}
	if len(files[""]) > 0 {
		pkg.Resources = append(pkg.Resources, dataset.Resource{Name: "measures", Title: "Measures and bands", Schema: dataset.MeasuresSchema(), Partitions: []string{"period"}, Files: sorted(files[""])})
	}
	return pkg, nil
}

func sorted(files []dataset.File) []dataset.File {
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files
}

func writeBytes(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}
