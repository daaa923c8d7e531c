// Package bulk writes large synthetic returns for benchmarks: 14 columns, one
// row in a hundred with a fault, the same bytes for the same seed. Start reading
// at CSV and XLSX; Rules is the rule file that they are checked with. It is used
// by benchmarks and tools only.
package bulk

import (
	_ "embed" // for Rules
	"fmt"
	"math/rand/v2"
	"time"
)

// Rules is the rule file of the return, bulk.yaml.
//
//go:embed bulk.yaml
var Rules []byte

// Columns are the titles, in order.
var Columns = []string{"Episode", "Provider", "District", "Quit date", "Age", "Gender", "Pregnant",
	"Intervention", "Treatment", "Follow-up date", "CO ppm", "Outcome", "Postcode district", "Cost"}

var (
	providers     = []string{"Live Well Centre", "Royal Hospital", "High Street Pharmacy", "Valley Wellbeing", "Community Health", "Quit Team", "GP Federation", "North Hub", "Dales Pharmacy", "Primary Care Network", "Health Centre", "Quit Service"}
	districts     = []string{"Amber Valley", "Bolsover", "Chesterfield", "Derbyshire Dales", "Erewash", "High Peak", "North East Derbyshire", "South Derbyshire"}
	genders       = []string{"Female", "Male", "Other", "Not stated"}
	interventions = []string{"One-to-one", "Group (open)", "Group (closed)", "Telephone", "Drop-in"}
	treatments    = []string{"None", "Single NRT", "Combination NRT", "Varenicline", "Bupropion", "E-cigarette"}
	outcomes      = []string{"Quit - CO verified", "Quit - self report", "Not quit", "Lost to follow-up"}
)

// cell is one generated value: text, a date, a number with places, or blank.
type cell struct {
	text   string
	date   time.Time
	number int // scaled by 10^places
	places int
	kind   byte // 't' text, 'd' date, 'n' number, 0 blank
}

func text(s string) cell                  { return cell{kind: 't', text: s} }
func date(t time.Time) cell               { return cell{kind: 'd', date: t} }
func number(n, places int) cell           { return cell{kind: 'n', number: n, places: places} }
func pick(r *rand.Rand, of []string) cell { return text(of[r.IntN(len(of))]) }

// generator makes one row after the other.
type generator struct {
	r *rand.Rand
	n int
}

func newGenerator(seed uint64) *generator { return &generator{r: rand.New(rand.NewPCG(seed, 14))} }

var firstDay = time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC)

// row fills c with the next record, and now and then a fault.
func (g *generator) row(c []cell) {
	r := g.r
	g.n++
	quit := firstDay.AddDate(0, 0, r.IntN(91))
	outcome := r.IntN(len(outcomes))
	c[0] = text(fmt.Sprintf("ST-%07d", g.n))
	c[1], c[2], c[3] = pick(r, providers), pick(r, districts), date(quit)
	c[4] = number(16+r.IntN(70), 0)
	c[5], c[6] = pick(r, genders), text([]string{"N", "N", "N", "Y"}[r.IntN(4)])
	c[7], c[8] = pick(r, interventions), pick(r, treatments)
	c[9] = date(quit.AddDate(0, 0, 25+r.IntN(18)))
	c[10], c[11] = cell{}, text(outcomes[outcome])
	if outcome == 0 {
		c[10] = number(r.IntN(100), 1)
	}
	c[12] = text(fmt.Sprintf("DE%d", 1+r.IntN(75)))
	c[13] = number(1250+r.IntN(20000), 2)
	if r.IntN(100) == 0 {
		g.spoil(c)
	}
}

// spoil puts one fault into a row.
func (g *generator) spoil(c []cell) {
	switch g.r.IntN(8) {
	case 0:
		c[3] = text("31/06/2021")
	case 1:
		c[4] = number(170, 0)
	case 2:
		c[8] = text("Hypnosis")
	case 3:
		c[2] = cell{}
	case 4:
		c[9] = date(firstDay.AddDate(0, 0, -40))
	case 5:
		c[4] = text("forty")
	case 6:
		c[10], c[11] = number(140, 1), text(outcomes[0])
	case 7:
		c[0] = text(fmt.Sprintf("ST-%07d", max(1, g.n-1)))
	}
}
