package report

import (
	"encoding/json"
	"fmt"
)

// Found counts exceptions that are no longer listed, by severity.
type Found struct {
	Error int `json:"error"`
	Query int `json:"query"`
	Note  int `json:"note"`
}

func (f *Found) add(list []severe) *Found {
	for _, e := range list {
		switch e.Severity {
		case Error:
			f.Error++
		case Query:
			f.Query++
		default:
			f.Note++
		}
	}
	return f
}

// severe is what is counted of an exception.
type severe struct{ Severity Severity }

// Purged returns a file's JSON, as File.WriteJSON wrote it, without what it has of the
// file's content and without its name: counts stay, as "found". Of one that is purged
// already nothing changes.
func Purged(file []byte) ([]byte, error) {
	var kept struct {
		File
		Exceptions []severe `json:"exceptions"`
		Tables     []struct {
			Table
			Exceptions []severe `json:"exceptions"`
			Trials     []severe `json:"trial"`
		} `json:"tables"`
	}
	if err := json.Unmarshal(file, &kept); err != nil {
		return nil, fmt.Errorf("a file's part of the report is damaged: %w", err)
	}
	f := kept.File
	if f.Found != nil {
		return file, nil
	}
	f.Path, f.Exceptions, f.Found, f.Tables = "", &List{}, new(Found).add(kept.Exceptions), nil
	for _, k := range kept.Tables {
		t := k.Table
		t.Exceptions, t.Trials, t.Found = &List{}, nil, new(Found).add(k.Exceptions)
		t.Waived = unnamed(t.Waived)
		f.Tables = append(f.Tables, &t)
	}
	var out writerBuffer
	if err := f.WriteJSON(&out); err != nil {
		return nil, err
	}
	return out, nil
}

// unnamed adds up what waivers let pass without the keys of records.
func unnamed(waived []Waived) []Waived {
	var out []Waived
	at := map[Waived]int{}
	for _, w := range waived {
		w.Key = nil
		id := w
		id.Count = 0
		if n, ok := at[id]; ok {
			out[n].Count += w.Count
			continue
		}
		at[id] = len(out)
		out = append(out, w)
	}
	return out
}
