package main

import (
	"bytes"
	"errors"
	"fmt"

	"winnow/internal/ooxml"
	"winnow/internal/ooxml/ooxmlcheck"
)

// journey is one workbook's way: as it was, marked, and with the marks taken off.
type journey struct {
	scratch string
	faults  []string
	left    string         // why it was left as it is
	kinds   map[string]int // what it holds, by kind
}

func (j *journey) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

func (j *journey) travel(data []byte) {
	p, err := ooxml.Open(bytes.NewReader(data), int64(len(data)))
	if j.unfit(err) {
		return
	}
	was, err := unpack(data)
	if err != nil {
		j.left = "it cannot be read: " + err.Error()
		return
	}
	c := was.change()
	marked := j.write(p, c)
	if len(j.faults) > 0 || j.left != "" {
		return
	}
	now, err := unpack(marked)
	if err != nil {
		j.fault("marked: %v", err)
		return
	}
	j.kinds = was.kinds()
	j.compare("marked", was, now)
	j.marksAreThere(was, now, c)
	j.clear(was, marked, c)
}

// unfit notes why a package cannot be changed.
func (j *journey) unfit(err error) bool {
	var u *ooxml.Unfit
	switch {
	case errors.As(err, &u):
		j.left = u.Reason
	case err != nil:
		j.fault("%v", err)
	}
	return err != nil
}

// write carries a change out twice: the same bytes must come of it.
func (j *journey) write(p *ooxml.Package, c ooxml.Change) []byte {
	var first, second bytes.Buffer
	if j.unfit(p.Write(&first, c)) || j.unfit(p.Write(&second, c)) {
		return nil
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		j.fault("the same change gave other bytes")
	}
	return first.Bytes()
}

// clear takes the marks and the added sheets off again.
func (j *journey) clear(was *pack, marked []byte, c ooxml.Change) {
	p, err := ooxml.Open(bytes.NewReader(marked), int64(len(marked)))
	if err != nil {
		j.fault("opened again: %v", err)
		return
	}
	back := ooxml.Change{Drop: was.added, Sheets: map[string]ooxml.Marking{}}
	for name := range c.Sheets {
		back.Sheets[name] = ooxml.Marking{Clear: true}
	}
	data := j.write(p, back)
	if j.left != "" {
		j.fault("cannot be cleared: %s", j.left)
	}
	if data == nil {
		return
	}
	cleared, err := unpack(data)
	if err != nil {
		j.fault("cleared: %v", err)
		return
	}
	j.compare("cleared", was, cleared)
	j.marksAreGone(was, cleared)
}

// compare holds what must be the same in every state.
func (j *journey) compare(state string, was, now *pack) {
	say := func(format string, args ...any) { j.fault("%s: "+format, append([]any{state}, args...)...) }
	repairs(say, was, now)
	untouched(say, was, now)
	sameThings(say, was, now)
	sameSheets(say, was, now)
	sameNotes(say, was, now)
	j.sameCells(say, was, now)
}

// repairs demands that Excel finds no more to repair than before.
func repairs(say func(string, ...any), was, now *pack) {
	type key struct {
		rule ooxmlcheck.Rule
		part string
	}
	before := map[key]int{}
	for _, f := range ooxmlcheck.Check(bytes.NewReader(was.data), int64(len(was.data))) {
		before[key{f.Rule, f.Part}]++
	}
	for _, f := range ooxmlcheck.Check(bytes.NewReader(now.data), int64(len(now.data))) {
		if k := (key{f.Rule, f.Part}); before[k] == 0 {
			say("Excel would repair it: %v", f)
		} else {
			before[k]--
		}
	}
}
