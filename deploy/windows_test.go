package deploy

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const taskNamespace = "http://schemas.microsoft.com/windows/2004/02/mit/task"

// taskElements are the children that Task Scheduler's schema allows, of the
// elements that winnow-run.xml uses. Where ordered says so they are a sequence.
var taskElements = map[string][]string{
	"Task":             {"RegistrationInfo", "Triggers", "Principals", "Settings", "Data", "Actions"},
	"RegistrationInfo": {"URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "Documentation"},
	"Triggers":         {"CalendarTrigger"},
	"CalendarTrigger":  {"Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "RandomDelay", "ScheduleByDay", "ScheduleByWeek", "ScheduleByMonth", "ScheduleByMonthDayOfWeek"},
	"ScheduleByWeek":   {"WeeksInterval", "DaysOfWeek"},
	"DaysOfWeek":       {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	"Principals":       {"Principal"},
	"Principal":        {"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel", "ProcessTokenSidType", "RequiredPrivileges"},
	"Settings": {"AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable",
		"NetworkProfileName", "RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden", "DeleteExpiredTaskAfter", "IdleSettings", "NetworkSettings", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle"},
	"Actions": {"Exec"},
	"Exec":    {"Command", "Arguments", "WorkingDirectory"},
}

var ordered = map[string]bool{"CalendarTrigger": true}

// taskPatterns are the forms of the texts that have one.
var taskPatterns = map[string]*regexp.Regexp{
	"MultipleInstancesPolicy": regexp.MustCompile(`^(Parallel|Queue|IgnoreNew|StopExisting)$`),
	"RunLevel":                regexp.MustCompile(`^(LeastPrivilege|HighestAvailable)$`),
	"ExecutionTimeLimit":      regexp.MustCompile(`^PT\d+[HM]$`),
	"WeeksInterval":           regexp.MustCompile(`^([1-9]|[1-4]\d|5[0-2])$`),
	"UserId":                  regexp.MustCompile(`^S-1-5-(18|19|20)$`),
	"Command":                 regexp.MustCompile(`^"[A-Z]:\\[^"<>|*?]+\\winnow\.exe"$`),
}

type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func TestTask(t *testing.T) {
	text := content(t, "windows/winnow-run.xml")
	for _, c := range []byte(text) {
		if c > 126 {
			t.Fatal("letters outside ASCII: readers differ on the encoding of a file without one")
		}
	}
	root := parseTask(t, text)
	if root.XMLName != (xml.Name{Space: taskNamespace, Local: "Task"}) || root.attr("version") != "1.2" {
		t.Errorf("the root is %v", root.XMLName)
	}
	for _, fault := range root.faults("") {
		t.Error(fault)
	}
	if c, p := root.find("Actions").attr("Context"), root.find("Principals", "Principal").attr("id"); c != p || c == "" {
		t.Errorf("the actions' Context is %q, the principal's id %q", c, p)
	}
	if _, err := time.Parse("2006-01-02T15:04:05", root.find("Triggers", "CalendarTrigger", "StartBoundary").Text); err != nil {
		t.Error(err)
	}
	if n := len(root.find("Triggers", "CalendarTrigger", "ScheduleByWeek", "DaysOfWeek").Children); n != 5 {
		t.Errorf("it runs on %d days a week, want 5", n)
	}
	for _, path := range [][]string{{"Actions", "Exec", "Command"}, {"Settings", "MultipleInstancesPolicy"}, {"Principals", "Principal", "UserId"}} {
		if root.find(path...).Text == "" {
			t.Errorf("%v is missing", path)
		}
	}
}

// TestTaskFaults holds the check itself to account.
func TestTaskFaults(t *testing.T) {
	text := content(t, "windows/winnow-run.xml")
	for _, c := range [][2]string{
		{"<Thursday />", "<Thurday />"},
		{"IgnoreNew", "Ignore"},
		{"<StartBoundary>2026-01-05T07:30:00</StartBoundary>", ""},
		{"PT4H", "4 hours"},
	} {
		changed := strings.Replace(text, c[0], c[1], 1)
		if c[1] == "" { // moved behind what it must stand before
			changed = strings.Replace(changed, "</ScheduleByWeek>", "</ScheduleByWeek>"+c[0], 1)
		}
		if root := parseTask(t, changed); len(root.faults("")) == 0 {
			t.Errorf("%s in place of %s was not seen", c[1], c[0])
		}
	}
}

func parseTask(t *testing.T, text string) element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	var root element
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return root
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find returns the descendant by names; an empty element where there is none.
func (e element) find(path ...string) element {
	for _, name := range path {
		i := slices.IndexFunc(e.Children, func(c element) bool { return c.XMLName.Local == name })
		if i < 0 {
			return element{}
		}
		e = e.Children[i]
	}
	return e
}

func (e element) faults(parent string) []string {
	name := e.XMLName.Local
	path := parent + "/" + name
	var found []string
	if p := taskPatterns[name]; p != nil && !p.MatchString(e.Text) {
		found = append(found, fmt.Sprintf("%s is %q", path, e.Text))
	}
	allowed, last := taskElements[name], -1
	for i, c := range e.Children {
		at := slices.Index(allowed, c.XMLName.Local)
		twice := slices.IndexFunc(e.Children, func(o element) bool { return o.XMLName == c.XMLName }) != i
		if at < 0 || twice || c.XMLName.Space != taskNamespace || ordered[name] && at < last {
			found = append(found, fmt.Sprintf("%s may not stand in %s, or not there", c.XMLName.Local, path))
		}
		last = at
		found = append(found, c.faults(path)...)
	}
	return found
}
