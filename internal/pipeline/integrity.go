package pipeline

import (
	"crypto/md5"  //nolint:gosec // packages state it; it tells what arrived from what was meant, and guards nothing
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
)

// hashes are those by which a data package may say which file it means.
var hashes = map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

const fixStated = "Make sure that this is the file that is meant and that all of it arrived; if it is, bring the data package up to date."

// integrity compares a file with the size and hash that its data package states.
func (r *run) integrity(f *received, file *ingest.File) error {
	ret := r.Rules.Return(f.source.Return)
	if !f.source.Own || ret == nil || ret.Resource == nil {
		return nil
	}
	stated := ret.Resource
	if stated.Sized && stated.Bytes != file.Size {
		f.otherFile("bytes", fmt.Sprintf("The file has %d bytes, and its data package says %d.", file.Size, stated.Bytes), fmt.Sprintf("%d bytes", stated.Bytes))
	}
	if stated.Hash == "" {
		return nil
	}
	algorithm, want, _ := strings.Cut(stated.Hash, ":")
	got, err := f.hashBy(algorithm)
	if err == nil && got != want {
		f.otherFile("hash", fmt.Sprintf("The file is not the one that its data package means: its %s hash is %s, and the package says %s.", algorithm, got, want), stated.Hash)
	}
	return err
}

func (f *received) otherFile(rule, message, expected string) {
	f.report.Exceptions.Add(report.Exception{Rule: rule, Kind: report.KindSource, Severity: report.Error, Message: message, Expected: expected, Fix: fixStated})
}

// hashBy returns the file's hash in lower-case hex.
func (f *received) hashBy(algorithm string) (string, error) {
	if algorithm == "sha256" && f.report.SHA256 != "" {
		return f.report.SHA256, nil
	}
	file, err := os.Open(f.source.Path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := hashes[algorithm]()
	if _, err := io.Copy(h, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
