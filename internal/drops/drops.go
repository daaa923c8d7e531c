// Package drops makes files as services drop them into a shared folder, by seed:
// returns that are right, returns with something to correct, the same file again,
// second files for the same month, and things that are no returns. It serves the
// proofs that nothing gets lost (cmd/winnow's folder test, tools/soak).
//
// Start reading at Make and Rules. All figures and names are made up. The package
// writes no files but the rules, and knows nothing of winnow save its rule language.
package drops

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Kind is what a dropped file is meant to become.
type Kind string

// The kinds. A Second is another return for the service and month of an earlier
// drop, with other records: whichever comes first stands and the other waits.
const (
	Right   Kind = "right"   // nothing to correct
	Faulty  Kind = "faulty"  // one row to correct, the others are clean
	Second  Kind = "second"  // waits for a decision
	Again   Kind = "again"   // the same bytes under another name
	Useless Kind = "useless" // refused
)

// Drop is one file to drop.
type Drop struct {
	Kind    Kind
	Service string // the inbox's sub-folder
	Month   string // 2021-04; "" for what is no return
	Name    string // the file's name, unlike that of any other drop of the service
	Data    []byte
}

// Services and Months bound how many returns there can be: each service owes one a
// month.
const (
	Services = 40
	Months   = 60 // from April 2019
)

// Most is how many files Make can make.
const Most = Services * Months

// Service returns the id of the i-th service.
func Service(i int) string { return fmt.Sprintf("service-%02d", i%Services) }

// month returns the i-th month as YYYY-MM.
func month(i int) string { return fmt.Sprintf("%d-%02d", 2019+(i+3)/12, (i+3)%12+1) }

// Make makes n files, at most Most: of each ten about six right, one faulty, one
// second, one again and one useless. The same seed makes the same files.
func Make(seed uint64, n int) ([]Drop, error) {
	if n > Most {
		return nil, fmt.Errorf("%d files are wanted, and there can be %d at most", n, Most)
	}
	random := rand.New(rand.NewPCG(seed, 17))
	var drops []Drop
	var returns []int // the drops that are the first for their service and month
	for i := range n {
		d := Drop{Kind: kindOf(i), Service: Service(i), Month: month(i / Services)}
		switch earlier := returns; d.Kind {
		case Second, Again:
			d = echo(drops[earlier[random.IntN(len(earlier))]], d.Kind)
			if d.Kind == Again {
				break
			}
			fallthrough
		case Right, Faulty:
			if d.Kind != Second {
				returns = append(returns, i)
			}
			data, err := write(d, i, random)
			if err != nil {
				return nil, err
			}
			d.Data = data
		case Useless:
			d.Month = ""
			d.Data = useless(i)
		}
		d.Name = name(i, d)
		drops = append(drops, d)
	}
	return drops, nil
}

func kindOf(i int) Kind {
	return []Kind{Right, Right, Faulty, Right, Second, Right, Useless, Right, Again, Right}[i%10]
}

// echo starts a drop that comes after another one.
func echo(of Drop, kind Kind) Drop {
	of.Kind = kind
	return of
}

// useless returns content that no return can be read from, unlike any other.
func useless(i int) []byte {
	tail := fmt.Sprintf("%d of the things that lie about\n", i)
	switch i / 10 % 3 {
	case 0:
		return []byte("%PDF-1.7\n" + tail)
	case 1:
		return []byte("Dear colleague,\n\nplease find attached number " + tail)
	}
	return append([]byte("\x89PNG\r\n\x1a\n"), tail...)
}

// workbook says which returns are workbooks: every third.
func workbook(i int) bool { return i%3 == 0 }

// name names a file as people do. The number keeps names apart.
func name(i int, d Drop) string {
	ext := ".csv"
	switch {
	case bytes.HasPrefix(d.Data, []byte("PK")):
		ext = ".xlsx"
	case d.Kind == Useless:
		ext = []string{".pdf", ".txt", ".png"}[i/10%3]
	}
	plain := fmt.Sprintf("%s %s (%d)", "Visits", d.Month, i)
	return []string{
		plain,
		fmt.Sprintf("Fête – Übersicht № %d", i),                    // NFC, a dash and a sign
		fmt.Sprintf("Fe\u0302te a\u0300 corriger %d", i),           // NFD, as a Mac writes it
		fmt.Sprintf("訪問 %d 📊", i),                                  // more than the basic plane
		fmt.Sprintf("FINAL  v2   %d", i),                           // runs of spaces
		fmt.Sprintf("%d %s", i, strings.Repeat("very ", 60))[:238], // as long as a name may be on most systems
		fmt.Sprintf("visits_%d.final.v1.0", i),
		fmt.Sprintf("#%d 100%% & 'quoted' [x] {y} $HOME", i),
	}[i/3%8] + ext
}
