package pipeline

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"sort"

	"winnow/internal/dataset"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/standing"
	"winnow/internal/workspace"
	"winnow/validate"
)

// period stages what is published for a period as a whole: its measures and its
// report over every file received for it so far.
func (p *publisher) period(r *run, name string) error {
	state, err := p.ledger.Period(name)
	if err != nil {
		return err
	}
	if state == nil {
		state = &ledger.Period{Period: name}
	}
	measures := measuresOf(r.measures, name)
	if !r.touched[name] { // only refused files came: the last good figures stand
		if state.Measures != "" {
			err = json.Unmarshal([]byte(state.Measures), &measures)
		}
		if err != nil {
			return fmt.Errorf("the ledger's measures of %s: %w", name, err)
		}
	}
	if r.touched[name] || state.Measures == "" {
		if err := p.measures(name, measures, statesOf(r.overall, name), state); err != nil {
			return err
		}
	}
	if p.config.Close && name == p.config.Period.String() {
		state.Closed, state.Final = p.ledger.RunID(), state.Measures
		p.closed[name] = p.config.Now
	}
	if err := p.ledger.PutPeriod(*state); err != nil {
		return err
	}
	return p.report(r, name, measures, state)
}

// measures stages the measures dataset and keeps them for the ledger.
func (p *publisher) measures(name string, measures []report.Measure, states []report.RuleStatus, state *ledger.Period) error {
	if measures == nil {
		measures = []report.Measure{}
	}
	kept, err := json.Marshal(measures)
	if err != nil {
		return fmt.Errorf("keeping the measures of %s: %w", name, err)
	}
	ended, err := json.Marshal(states)
	if err != nil {
		return fmt.Errorf("keeping the measures of %s: %w", name, err)
	}
	state.Measures, state.Rules = string(kept), string(ended)
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
func (p *publisher) report(r *run, name string, measures []report.Measure, state *ledger.Period) error {
	signed, err := p.closedOn(name)
	if err != nil {
		return err
	}
	rep := &report.Report{Period: report.Ptr(name), Measures: measures, Final: p.config.Final || !signed.IsZero()}
	if rep.SignedOff, err = signedOff(state, signed, measures); err != nil {
		return err
	}
	all := statuses{}
	files, err := p.ledger.Reported(name)
	if err != nil {
		return err
	}
	for _, f := range files {
		raw, err := p.restated(r, name, f.SHA256)
		if err != nil {
			return err
		}
		speaks, err := p.reportedTables(f.SHA256, name)
		if err != nil {
			return err
		}
		if raw, err = report.WithTables(raw, speaks); err != nil {
			return err
		}
		rep.Files = append(rep.Files, &report.File{Path: f.Name, Raw: raw})
		if err := p.addStates(all, fragmentRulesPath(f.SHA256, name), speaks); err != nil {
			return err
		}
	}
	var overall []report.RuleStatus
	if state.Rules != "" {
		if err := json.Unmarshal([]byte(state.Rules), &overall); err != nil {
			return fmt.Errorf("the ledger's rules of %s: %w", name, err)
		}
	}
	all.add(overall)
	rep.Rules = all.list()
	if rep.Waivers, err = p.waiversOf(rep.Files); err != nil {
		return err
	}
	if rep.ReturnsDue, err = p.owed(name); err != nil {
		return err
	}
	return p.put(path.Join(workspace.ReportsDir, name, "report.json"), rep.WriteJSON)
}

// owed says how the returns owed for a period stand when this run received its
// files.
func (p *publisher) owed(name string) ([]report.Owed, error) {
	if name == "" {
		return nil, nil // what has no period is owed by nobody
	}
	when, err := period.Parse(name)
	if err != nil {
		return nil, fmt.Errorf("the ledger's periods: %w", err)
	}
	lines, err := standing.Lines(&p.ledger.Book, p.config.Rules, when, p.config.Now)
	if err != nil {
		return nil, err
	}
	out := make([]report.Owed, len(lines))
	for i, l := range lines {
		out[i] = l
	}
	return out, nil
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
	published, err := p.ledger.Published()
	if err != nil {
		return err
	}
	for _, s := range published {
		add(s.Return, s.Path, s.SHA256, s.Bytes, s.Rows)
	}
	periods, err := p.ledger.Periods()
	if err != nil {
		return err
	}
	for _, s := range periods {
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
	if err := p.put(workspace.PublishedDir+"/datapackage.json", writeBytes(described)); err != nil {
		return err
	}
	return p.put(workspace.PublishedDir+"/manifest.json", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(m)
	})
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
