package expr

import near "winnow/internal/nearest"

// nearest returns the candidate that name is most likely a misspelling of.
func nearest(name string, candidates []string) (string, bool) {
	i := near.Of(name, candidates)
	if i < 0 {
		return "", false
	}
	return candidates[i], true
}
