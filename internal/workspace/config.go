package workspace

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"winnow/internal/logging"
	"winnow/internal/mail"
	"winnow/internal/period"
)

// Config is winnow.yaml. The zero value is a workspace without a set period.
type Config struct {
	Version string `yaml:"winnow"`  // v1
	Period  string `yaml:"period"`  // the period now being collected; "" asks for --period or a fact in the file
	Council string `yaml:"council"` // printed on what goes back to services
	Contact string `yaml:"contact"` // who a service asks: a name, a telephone number, an address

	Convert      string `yaml:"convert"`       // libreoffice: converts .xls, .xlsb, .ods and their like; "" refuses them
	PasswordFile string `yaml:"password_file"` // file of passwords to try on protected workbooks, one a line, below the workspace; "" for none

	Ledger          string `yaml:"ledger"`            // where the ledger lies, on a local disk; "" for winnow.db in the workspace
	LedgerOnNetwork bool   `yaml:"ledger_on_network"` // it can't but lie on a network share: slower, and for one machine alone
	Timezone        string `yaml:"timezone"`          // of the clocks that files are received by; "" for Europe/London

	Trays *bool `yaml:"trays"` // copies beside the inbox of what was accepted, returned, refused and waits; nil for yes

	Mail      mail.Settings    `yaml:"mail"`
	Watch     Watch            `yaml:"watch"`
	Log       logging.Settings `yaml:"log"`
	Metrics   string           `yaml:"metrics"` // Prometheus textfile, below the workspace or absolute; "" for none
	Retention Retention        `yaml:"retention"`
}

// Watch is how the inbox is watched. The zero value finds out by itself.
type Watch struct {
	Mode   string        `yaml:"mode"`   // auto (default), events or poll
	Poll   time.Duration `yaml:"poll"`   // how often to look, where events don't tell; 0 for 2s
	Settle time.Duration `yaml:"settle"` // how long a file must be unchanged; 0 for 1s
}

// Retention is how long things are kept after the end of their period. A zero part
// keeps them for ever.
type Retention struct {
	Originals Years `yaml:"originals"` // originals, and with them keys of records in the ledger
	Letters   Years `yaml:"letters"`   // outbox and trays
	Published Years `yaml:"published"` // clean rows; measures are kept
}

// Years is a time to keep: in YAML "7 years", "18 months" or "90 days".
type Years struct{ Years, Months, Days int }

// IsZero says that nothing was set.
func (y Years) IsZero() bool { return y == Years{} }

// Until returns the last day on which what ended on a day is kept: the same day so
// much later or, where that month has no such day, its last. Days come last.
func (y Years) Until(end period.Date) period.Date {
	t := end.Time()
	first := time.Date(t.Year()+y.Years, t.Month()+time.Month(y.Months), 1, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), first.AddDate(0, 1, -1).Day())
	d, ok := period.NewDate(first.Year(), int(first.Month()), day)
	if !ok {
		return math.MaxInt32 // past the calendar: for ever
	}
	return d.AddDays(y.Days)
}

// String returns the time as it is written in winnow.yaml; "for ever" for none.
func (y Years) String() string {
	switch {
	case y.IsZero():
		return "for ever"
	case y.Years > 0:
		return plural(y.Years, "year")
	case y.Months > 0:
		return plural(y.Months, "month")
	}
	return plural(y.Days, "day")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// UnmarshalText reads "7 years".
func (y *Years) UnmarshalText(b []byte) error {
	var n int
	var unit string
	if _, err := fmt.Sscanf(string(b), "%d %s", &n, &unit); err == nil && n > 0 && n < 1000 {
		switch strings.TrimSuffix(strings.ToLower(unit), "s") {
		case "year":
			*y = Years{Years: n}
			return nil
		case "month":
			*y = Years{Months: n}
			return nil
		case "day":
			*y = Years{Days: n}
			return nil
		}
	}
	return fmt.Errorf("%q is no time to keep; write \"7 years\", \"18 months\" or \"90 days\"", b)
}

// HasTrays says whether copies are put beside the inbox.
func (c Config) HasTrays() bool { return c.Trays == nil || *c.Trays }

// Location returns the zone of the council's clocks.
func (c Config) Location() (*time.Location, error) {
	return time.LoadLocation(cmp.Or(c.Timezone, "Europe/London"))
}

// ConfigError is a fault of winnow.yaml.
type ConfigError struct{ Message string }

func (e *ConfigError) Error() string { return e.Message }

// ReadConfig reads the settings of the workspace at root. It returns ErrNone, a
// *ConfigError or an I/O error.
func ReadConfig(root string) (Config, error) {
	var c Config
	path := filepath.Join(root, ConfigFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, fmt.Errorf("%s: %w", root, ErrNone)
	}
	if err != nil {
		return c, fmt.Errorf("reading the workspace's settings: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return c, &ConfigError{fmt.Sprintf("%s: %s", path, plainYAML(err))}
	}
	if fault := c.fault(root); fault != "" {
		return c, &ConfigError{path + ": " + fault}
	}
	return c, nil
}

// fault says what is wrong with settings that read well; "" for nothing.
func (c Config) fault(root string) string {
	if c.Version != "v1" {
		return fmt.Sprintf("the first line must be \"winnow: v1\"; this is %q, which this version can't read", c.Version)
	}
	var faults []string
	add := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	if c.Period != "" {
		if _, err := period.Parse(c.Period); err != nil {
			add("period: %v", err)
		}
	}
	if _, err := c.Location(); err != nil || c.Timezone == "Local" {
		add("timezone: %q is no time zone; write one such as Europe/London", c.Timezone)
	}
	if !slices.Contains([]string{"", "auto", "events", "poll"}, c.Watch.Mode) {
		add("watch: mode is %q; it may be auto, events or poll", c.Watch.Mode)
	}
	if c.Watch.Poll < 0 || c.Watch.Settle < 0 {
		add("watch: poll and settle are times such as 2s")
	}
	for _, f := range c.Mail.Validate() {
		add("mail: %s", f)
	}
	if err := c.Log.Check(); err != nil {
		add("%v", err)
	}
	const elsewhere = "%s: %q is where the workspace keeps something else; write a name of its own, such as %s"
	if c.inTheWay(root, c.Log.File) {
		add(elsewhere, "log: file", c.Log.File, "logs/winnow.log")
	}
	if c.inTheWay(root, c.Metrics) {
		add(elsewhere, "metrics", c.Metrics, "metrics/winnow.prom")
	}
	return strings.Join(faults, "; ")
}

// plainYAML takes the library's and Go's words out of a YAML error.
func plainYAML(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	s = strings.NewReplacer("yaml: ", "", "unmarshal errors: ", "", "construct errors: ", "", " in type workspace.Config", "; known keys are "+strings.Join(keysOf(Config{}), ", "),
		" in type mail.Settings", "; known keys are "+strings.Join(keysOf(mail.Settings{}), ", "), " in type mail.SMTP", "; known keys are "+strings.Join(keysOf(mail.SMTP{}), ", "),
		" in type workspace.Watch", "; known keys are "+strings.Join(keysOf(Watch{}), ", "), " in type workspace.Retention", "; known keys are "+strings.Join(keysOf(Retention{}), ", "),
		" in type logging.Settings", "; known keys are "+strings.Join(keysOf(logging.Settings{}), ", ")).Replace(s)
	return s
}

// keysOf lists the keys of a section in its order.
func keysOf(section any) []string {
	t := reflect.TypeOf(section)
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("yaml")
	}
	return keys
}
