package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"

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
}

// ConfigError is a fault of winnow.yaml.
type ConfigError struct{ Message string }

func (e *ConfigError) Error() string { return e.Message }

func readConfig(path string) (Config, error) {
	var c Config
	b, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("reading the workspace's settings: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return c, &ConfigError{fmt.Sprintf("%s: %s", path, plainYAML(err))}
	}
	if c.Version != "v1" {
		return c, &ConfigError{fmt.Sprintf("%s: the first line must be \"winnow: v1\"; this is %q, which this version can't read", path, c.Version)}
	}
	if c.Period != "" {
		if _, err := period.Parse(c.Period); err != nil {
			return c, &ConfigError{fmt.Sprintf("%s: period: %v", path, err)}
		}
	}
	return c, nil
}

// plainYAML takes the library's and Go's words out of a YAML error.
func plainYAML(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	s = strings.NewReplacer("yaml: ", "", "unmarshal errors: ", "", "construct errors: ", "", " in type workspace.Config", "; known keys are winnow, period, council, contact, convert, password_file").Replace(s)
	return s
}
