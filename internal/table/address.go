package table

import "strconv"

// Letters returns the letters of a 0-based sheet column: 0 is A, 26 is AA.
func Letters(col int) string {
	var buf [8]byte
	i := len(buf)
	for col++; col > 0; col = (col - 1) / 26 {
		i--
		buf[i] = byte('A' + (col-1)%26)
	}
	return string(buf[i:])
}

// Address returns a cell's address from a 0-based column and a 1-based row: J12.
func Address(col, row int) string { return Letters(col) + strconv.Itoa(row) }
