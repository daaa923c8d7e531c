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
// file's content, its name and keys of its records: counts stay, as "found".
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
	f.Path, f.Exceptions, f.Tables = "", &List{}, nil
	if !f.Purged {
		f.Found = new(Found).add(kept.Exceptions)
	}
	for _, k := range kept.Tables {
		t := k.Table
		t.Exceptions, t.Trials = &List{}, nil
		if !f.Purged {
			t.Found = new(Found).add(k.Exceptions)
		}
		for i := range t.Waived {
			t.Waived[i].Key = nil
		}
		f.Tables = append(f.Tables, &t)
	}
	f.Purged = true
	var out writerBuffer
	if err := f.WriteJSON(&out); err != nil {
		return nil, err
	}
	return out, nil
}
