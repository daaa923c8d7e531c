package doctor

import (
	"fmt"
	"os"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

// now is the machine's time by the council's clocks.
func now(c workspace.Config) time.Time {
	zone, err := c.Location()
	if err != nil {
		zone = time.UTC // ReadConfig has refused such a zone
	}
	return time.Now().In(zone).Truncate(time.Second)
}

// clocks looks at the machine's time, the zone, and what sets them.
func (p *patient) clocks() []Check {
	found := []Check{p.clock(), zone(p.Now.Location()), locale()}
	if p.Epoch != "" {
		found = append(found, warn("SOURCE_DATE_EPOCH", "take it out of the environment, except for tests", "it sets winnow's clock to %s", p.Now.Format("2 January 2006 15:04")))
	}
	return found
}

// The years that a clock is believed: before the first this program wasn't written.
const (
	firstYear = 2024
	lastYear  = 2100
)

// clock looks whether the machine's time can be right. One that has gone back behind
// the last run puts new files before old ones.
func (p *patient) clock() Check {
	last := time.Time{}
	if view, err := workspace.OpenView(p.Root); err == nil { // else the ledger's own check tells
		for _, what := range []string{pulseSuccess, pulseFailure} {
			if at, _, err := view.Ledger.Pulse(what); err == nil && at.After(last) {
				last = at
			}
		}
		if err := view.Close(); err != nil {
			return ill("clock", Job, "", "%v", err)
		}
	}
	return tells(p.Now, last, p.Epoch != "")
}

// tells judges a time against that of the last run.
func tells(now, last time.Time, set bool) Check {
	text := now.Format("2 January 2006 15:04 -0700")
	if !set && (now.Year() < firstYear || now.Year() > lastYear) {
		return ill("clock", Mending, "set the machine's clock", "it says %s", text)
	}
	if ahead := last.Sub(now); ahead > time.Minute {
		return ill("clock", Mending, "set the machine's clock", "it says %s, but the last run was %s later", text, ahead.Round(time.Minute))
	}
	return well("clock", "%s", text)
}

// zone looks whether the zone's data knows summer time: files are received, and
// returns due, by it.
func zone(zone *time.Location) Check {
	offset := func(month time.Month) int {
		_, seconds := time.Date(2025, month, 15, 12, 0, 0, 0, zone).Zone()
		return seconds
	}
	winter, summer := offset(time.January), offset(time.July)
	if zone.String() == "Europe/London" && (winter != 0 || summer != 3600) {
		return ill("time zone", Mending, "put the system's time zone data (tzdata) right, or take ZONEINFO out of the environment", "Europe/London is %s from Greenwich in January and %s in July: summer time is wrong", hours(winter), hours(summer))
	}
	return well("time zone", "%s, %s from Greenwich in winter and %s in summer", zone, hours(winter), hours(summer))
}

func hours(seconds int) string { return fmt.Sprintf("%+.4gh", float64(seconds)/3600) }

// locale tells of what makes no difference, as people ask for it.
func locale() Check {
	name := os.Getenv("LC_ALL")
	if name == "" {
		name = os.Getenv("LANG")
	}
	if name == "" {
		name = "none"
	}
	return well("locale", "%s; it makes no difference: dates and numbers are read as the rule files say", name)
}

// The ledger's pulse, as the commands write it.
const (
	pulseSuccess = "success"
	pulseFailure = "failure"
)

// quiet is how long no run may have done its job before that is told: a weekend and
// a bank holiday.
const quiet = 4 * 24 * time.Hour

// pulse tells when a run last did its job.
func (p *patient) pulse(book *ledger.Book) (Check, error) {
	good, _, err := book.Pulse(pulseSuccess)
	if err != nil {
		return Check{}, err
	}
	bad, code, err := book.Pulse(pulseFailure)
	if err != nil {
		return Check{}, err
	}
	return beats(good, bad, code, p.Now), nil
}

// beats judges the times of the last success and the last failure.
func beats(good, bad time.Time, code string, now time.Time) Check {
	at := func(t time.Time) string { return t.Format("2 January 2006 15:04") }
	switch {
	case good.IsZero() && bad.IsZero():
		return well("runs", "none yet")
	case bad.After(good):
		return warn("runs", "look into the log, or run it by hand: winnow run", "the last one failed, on %s with exit code %s", at(bad), code)
	case now.Sub(good) > quiet:
		return warn("runs", "look at the scheduler or the service", "none since %s", at(good))
	}
	return well("runs", "the last did its job on %s", at(good))
}
