package ledger

import "fmt"

// deleted stands in reasons where the name of a file was that is kept no longer.
const deleted = "a file that has since been deleted"

// folderOfPath cuts the name off a path in SQL.
const folderOfPath = "rtrim(path, replace(path, '/', ''))"

// ofFile is the submissions of a file, in SQL.
const ofFile = "(SELECT id FROM submission WHERE sha256 = ?1)"

// alike is the submissions for the same return, service and period as those of a file,
// in SQL: their reasons may name it.
const alike = `(SELECT o.id FROM submission s JOIN submission o ON o.return = s.return AND o.service = s.service AND o.period = s.period
	WHERE s.sha256 = ?1)`

// Purge records that an original was deleted by retention. What is left is its hash,
// when it came, what became of it and its counts. Its names, the keys, places and
// values of its findings, and the reasons given for queries that no other original has,
// go; ids of findings, which are digests of keys, stay, as decisions name them. Letters that still lie there keep their paths: see PurgeLetter.
func (t *Tx) Purge(sha256 string) error {
	if err := t.forgetNames(sha256); err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE file SET purged = ?2, name = '', ext = '' WHERE sha256 = ?1",
		"UPDATE arrival SET name = '' WHERE sha256 = ?1",
		"UPDATE submission SET name = '', sketch = NULL WHERE sha256 = ?1",
		"UPDATE letter SET path = " + folderOfPath + " WHERE withdrawn IS NOT NULL AND (sha256 = ?1 OR submission IN " + ofFile + ")",
		"UPDATE mail SET path = " + folderOfPath + " WHERE (sha256 = ?1 OR submission IN " + ofFile + ") AND path NOT IN (SELECT path FROM letter WHERE withdrawn IS NULL)",
		`INSERT INTO waiver_use (submission, rule, key, until, count)
			SELECT submission, rule, '', until, sum(count) FROM waiver_use WHERE key <> '' AND submission IN ` + ofFile + ` GROUP BY submission, rule, until
			ON CONFLICT DO UPDATE SET count = count + excluded.count`,
		"DELETE FROM waiver_use WHERE key <> '' AND submission IN " + ofFile,
		`UPDATE explanation SET value = '', reason = '', given_by = '' WHERE exception IN (SELECT id FROM exception WHERE submission IN ` + ofFile + `)
			AND NOT EXISTS (SELECT 1 FROM exception e JOIN submission s ON s.id = e.submission JOIN file f ON f.sha256 = s.sha256
				WHERE e.id = explanation.exception AND s.return = explanation.return AND s.service = explanation.service AND f.purged IS NULL)`,
		`UPDATE run SET settings = json_set(json_remove(settings, '$.answer.by'), '$.answer.reason', '')
			WHERE id IN (SELECT run FROM explanation WHERE reason = '') AND json_extract(settings, '$.answer.reason') <> ''`,
		"UPDATE exception SET key = '', place = '', value = '' WHERE submission IN " + ofFile,
	} {
		if _, err := t.exec(q, sha256, stamp(t.at)); err != nil {
			return err
		}
	}
	return nil
}

// forgetNames takes the names of a file out of what was said of others.
func (t *Tx) forgetNames(sha256 string) error {
	names, err := list(t.Book, func(scan func(...any) error) (s string, err error) { return s, scan(&s) },
		`SELECT name FROM file WHERE sha256 = ?1 UNION SELECT name FROM arrival WHERE sha256 = ?1 UNION SELECT name FROM submission WHERE sha256 = ?1`, sha256)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		for _, q := range []string{
			"UPDATE submission SET reason = replace(reason, ?2, ?3) WHERE id IN " + alike,
			"UPDATE transition SET reason = replace(reason, ?2, ?3) WHERE submission IN " + alike,
		} {
			if _, err := t.exec(q, sha256, name, deleted); err != nil {
				return err
			}
		}
	}
	return nil
}

// PurgeLetter records that a letter was deleted by retention. A mail that it was and
// that had not gone out is given up. Of the paths only the folder is left.
func (t *Tx) PurgeLetter(l Letter) error {
	if _, err := t.exec(`UPDATE mail SET state = 'cancelled', done = ?2, reason = 'it was deleted when its time to keep was over'
		WHERE path = ?1 AND state IN ('draft', 'failed')`, l.Path, stamp(t.at)); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE mail SET path = "+folderOfPath+" WHERE path = ?1", l.Path); err != nil {
		return err
	}
	_, err := t.exec("UPDATE letter SET withdrawn = ?2, path = "+folderOfPath+" WHERE id = ?1", l.ID, t.run)
	return err
}

// Unpublish records that a submission's clean rows were deleted by retention. It goes
// on standing, and its counts stay.
func (t *Tx) Unpublish(submission int64) error {
	_, err := t.exec("UPDATE submission SET parquet = '', parquet_sha256 = '', parquet_bytes = 0 WHERE id = ?", submission)
	return err
}

// Revive records that an original which was deleted came once more and is in the
// archive again. Of one that was not deleted it changes nothing.
func (t *Tx) Revive(sha256, name, ext string) error {
	_, err := t.exec("UPDATE file SET purged = NULL, name = ?2, ext = ?3 WHERE sha256 = ?1 AND purged IS NOT NULL", sha256, name, ext)
	if err != nil {
		return fmt.Errorf("taking a deleted file back: %w", err)
	}
	return nil
}
