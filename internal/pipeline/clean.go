package pipeline

import (
	"errors"
	"fmt"
	"path"

	"github.com/apache/arrow-go/v18/arrow"

	"winnow/internal/dataset"
	"winnow/internal/workspace"
)

// cleanOutput is a submission's staged Parquet file. A nil one only releases
// what it is given.
type cleanOutput struct {
	out    *workspace.Output
	writer *dataset.Writer
	path   string
	sum    string // set by keep; "" where no row was clean
	size   int64  // bytes, set by keep
}

// clean starts the submission's Parquet file.
func (p *publisher) clean(f *received, s *submission, schema *arrow.Schema) (*cleanOutput, error) {
	if p == nil {
		return nil, nil
	}
	name := f.report.SHA256[:16]
	if len(f.tables) > 1 {
		name = fmt.Sprintf("%s-%d", name, len(f.tables))
	}
	to := path.Join(workspace.PublishedDir, dataset.Partition(s.match.ret.Name, s.facts.period.String(), s.facts.service), name+".parquet")
	out, err := p.stage.Create(to)
	if err != nil {
		return nil, err
	}
	writer, err := dataset.NewWriter(out, schema, dataset.Options{PseudonymKey: p.key, Meta: p.footer(f, s)})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", s.match.ret.File, err), out.Drop())
	}
	return &cleanOutput{out: out, writer: writer, path: to}, nil
}

// footer is what every Parquet file says of where it comes from.
func (p *publisher) footer(f *received, s *submission) map[string]string {
	return map[string]string{
		"winnow.run": p.run, "winnow.rules_sha256": p.config.Rules.Hash, "winnow.rule_file_sha256": s.match.ret.Hash,
		"winnow.source_sha256": f.report.SHA256, "winnow.sheet": s.match.sheet.Name, "winnow.return": s.match.ret.Name,
		"winnow.service": s.facts.service, "winnow.period": s.facts.period.String(),
	}
}

// write adds clean records and releases them.
func (c *cleanOutput) write(rec arrow.RecordBatch) error {
	if rec == nil {
		return nil
	}
	defer rec.Release()
	if c == nil {
		return nil
	}
	return c.writer.Write(rec)
}

// keep ends the file and makes it part of the commit, if it holds any row.
func (c *cleanOutput) keep() error {
	if c == nil || c.out == nil {
		return nil
	}
	if c.writer.Rows() == 0 {
		return c.drop()
	}
	if err := c.writer.Close(); err != nil {
		return err
	}
	sum, err := c.out.Keep()
	c.sum, c.size, c.out = sum, c.out.Size(), nil
	return err
}

// drop gives the file up.
func (c *cleanOutput) drop() error {
	if c == nil || c.out == nil {
		return nil
	}
	err := c.out.Drop()
	c.out = nil
	return err
}
