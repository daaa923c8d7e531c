package doctor

import (
	"errors"
	"os"
	"strings"

	"winnow/internal/workspace"
)

// settings reads winnow.yaml.
func (p *patient) settings() (Check, error) {
	var err error
	p.config, err = workspace.ReadConfig(p.Root)
	var fault *workspace.ConfigError
	switch {
	case errors.Is(err, workspace.ErrNone):
		return Check{}, err
	case errors.As(err, &fault):
		return ill("settings", Settings, "mend "+workspace.ConfigFile, "%s", fault.Message), nil
	case err != nil:
		return ill("settings", Job, "give winnow's account the right to read it", "%v", err), nil
	}
	if p.Now.IsZero() {
		p.Now = now(p.config)
	}
	if p.config.Period == "" {
		return warn("settings", "set period: to the one now being collected, such as 2021-22-Q1", "%s names no period: a file that doesn't print its own is refused", workspace.ConfigFile), nil
	}
	return well("settings", "%s reads well", workspace.ConfigFile), nil
}

// secrets looks at the files that settings name and only winnow should read.
func (p *patient) secrets() []Check {
	found := []Check{p.secret("pseudonym key", p.at(".winnow/pseudonym.key"), Job, "put it back from a backup: without it pseudonyms would change, and the ledger does not open")}
	if name := p.config.PasswordFile; name != "" {
		found = append(found, p.secret("passwords", p.at(name), Job, "mend password_file in "+workspace.ConfigFile+", or the rights to the file"))
	}
	return found
}

// secret says whether a file can be read, and whether others can too.
func (p *patient) secret(name, path string, cause Cause, fix string) Check {
	b, err := os.ReadFile(path)
	if err != nil {
		return ill(name, cause, fix, "%s can't be read: %v", path, withoutPath(err))
	}
	if len(strings.TrimSpace(string(b))) == 0 {
		return ill(name, cause, fix, "%s is empty", path)
	}
	if open(path) {
		return warn(name, "chmod 600 "+path, "%s can be read by every account of this machine", path)
	}
	return well(name, "can be read")
}
