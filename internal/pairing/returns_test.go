package pairing

import (
	"fmt"
	"math/rand/v2"
)

// kind is a kind of return: how many fields are its key, and a record of it.
type kind struct {
	name  string
	keys  int
	rows  int
	fresh func(*rand.Rand) []string
}

func pick(r *rand.Rand, prefix string, n int) string { return fmt.Sprintf("%s%d", prefix, r.IntN(n)) }

func maybe(r *rand.Rand, share int, s string) string {
	if r.IntN(100) < share {
		return s
	}
	return ""
}

// kinds are returns as services send them: fields that go together (a provider has
// one district, sessions share date and place), fields that say little, sparse ones.
func kinds() []kind {
	episode := func(r *rand.Rand) []string {
		provider, day := r.IntN(12), r.IntN(91)
		return []string{fmt.Sprintf("ST-%05d", r.IntN(100_000)), fmt.Sprintf("provider %d", provider), fmt.Sprintf("district %d", provider%5),
			fmt.Sprintf("day %d", day), fmt.Sprint(16 + r.IntN(70)), pick(r, "gender ", 4), pick(r, "yn ", 2), pick(r, "intervention ", 5), pick(r, "treatment ", 6),
			fmt.Sprintf("day %d", day+28), maybe(r, 25, pick(r, "co ", 100)), pick(r, "outcome ", 4), pick(r, "DE", 75), pick(r, "cost ", 2000)}
	}
	award := func(r *rand.Rand) []string {
		return []string{pick(r, "day ", 60), pick(r, "scheme ", 3), pick(r, "ward ", 20), pick(r, "£", 12), pick(r, "reason ", 6), maybe(r, 10, pick(r, "note ", 30))}
	}
	session := func(r *rand.Rand) []string { // few values: many records hold the same
		return []string{pick(r, "site ", 4), pick(r, "week ", 4), pick(r, "yn ", 2), pick(r, "result ", 2)}
	}
	site := func(r *rand.Rand) []string {
		return []string{pick(r, "site ", 30), pick(r, "day ", 91), pick(r, "type ", 3), fmt.Sprint(r.IntN(60)), fmt.Sprint(r.IntN(8)), fmt.Sprint(r.IntN(4))}
	}
	return []kind{
		{"episodes", 1, 250, episode},
		{"episodes, few", 1, 12, episode},
		{"episodes without key", 0, 200, func(r *rand.Rand) []string { return episode(r)[1:] }},
		{"references counted from 1", 1, 120, func(r *rand.Rand) []string { return append([]string{pick(r, "", 100)}, episode(r)[3:9]...) }}, // many stand twice
		{"site and day", 2, 150, site},
		{"awards", 0, 150, award},
		{"awards with a number", 1, 150, func(r *rand.Rand) []string { return append([]string{pick(r, "A", 10000)}, award(r)...) }},
		{"sessions", 0, 100, session},
		{"counts", 2, 80, func(r *rand.Rand) []string { return site(r)[:4] }},
		{"one count", 1, 40, func(r *rand.Rand) []string { return []string{pick(r, "site ", 1000), fmt.Sprint(r.IntN(30))} }},
	}
}

func (k kind) made(seed uint64) sheet {
	r := rand.New(rand.NewPCG(seed, 1))
	var rows [][]string
	for range k.rows {
		rows = append(rows, k.fresh(r))
	}
	return sent(k.keys, rows)
}
