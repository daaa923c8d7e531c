package expr

import (
	"cmp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
)

// unit is one expression while it is being compiled.
type unit struct {
	env      *Env
	src      []rune
	info     *ast.SourceInfo
	operands map[int64]code // what the placeholders set by resolve stand for, by node id
	issues   []Issue
}

// fault records an issue at a node.
func (u *unit) fault(e ast.Expr, message string) { u.faultAt(u.offset(e), message) }

// faultAt records an issue at a 0-based offset in characters.
func (u *unit) faultAt(offset int, message string) {
	u.issues = append(u.issues, issueAt(u.src, offset, message))
}

// issueAt returns an issue at a 0-based offset in characters.
func issueAt(src []rune, offset int, message string) Issue {
	offset = min(max(offset, 0), len(src))
	line, column := 1, 1
	for _, c := range src[:offset] {
		if column++; c == '\n' {
			line, column = line+1, 1
		}
	}
	return Issue{Line: line, Column: column, Message: message}
}

// offset returns where a node begins to be visible: an operator's sign, a
// function's name, the first letter of a variable.
func (u *unit) offset(e ast.Expr) int {
	at := u.rawOffset(e)
	switch e.Kind() {
	case ast.SelectKind:
		return u.offset(e.AsSelect().Operand())
	case ast.CallKind:
		return u.nameBefore(at, e.AsCall().FunctionName())
	}
	return at
}

func (u *unit) rawOffset(e ast.Expr) int {
	if r, ok := u.info.GetOffsetRange(e.ID()); ok {
		return int(r.Start)
	}
	return 0
}

// nameBefore returns where the name stands that comes right before an opening
// bracket at the offset, or the offset itself.
func (u *unit) nameBefore(at int, name string) int {
	end := min(at, len(u.src))
	for end > 0 && strings.ContainsRune(" \t\r\n", u.src[end-1]) {
		end--
	}
	if begin := end - len(name); begin >= 0 && string(u.src[begin:end]) == name {
		return begin
	}
	return at
}

// start returns the offset of the first character that is no space.
func (u *unit) start() int {
	return max(0, slices.IndexFunc(u.src, func(c rune) bool { return !strings.ContainsRune(" \t\r\n", c) }))
}

// sorted returns the issues in the order of the text, each once.
func (u *unit) sorted() []Issue {
	slices.SortStableFunc(u.issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(u.issues)
}

// reads returns the variables under e, ascending.
func (u *unit) reads(e ast.Expr) []int {
	var found []int
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if c, ok := u.operands[e.ID()]; ok && c.isVar {
			found = append(found, c.variable)
		}
	}))
	slices.Sort(found)
	return slices.Compact(found)
}
