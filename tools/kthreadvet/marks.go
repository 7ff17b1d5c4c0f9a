package main

import (
	"go/ast"
	"os"
	"strings"
)

// mark is the comment that leaves a body out.
const mark = "//kthread:unsafe"

// marks are the lines that the comment stands for: its own and, if it is alone
// there, the one below the comments that it is among.
func (p *program) marks() map[lineOf]bool {
	all := map[lineOf]bool{}
	for _, f := range p.files {
		for _, g := range f.Comments {
			for _, c := range g.List {
				if c.Text != mark && !strings.HasPrefix(c.Text, mark+" ") {
					continue
				}
				at := p.fset.Position(c.Pos())
				all[lineOf{at.Filename, at.Line}] = true
				if alone(at.Filename, at.Line) {
					all[lineOf{at.Filename, p.fset.Position(g.End()).Line + 1}] = true
				}
			}
		}
	}
	return all
}

// alone reports whether a line has nothing but a comment.
func alone(name string, line int) bool {
	text, _ := os.ReadFile(name)
	lines := strings.Split(string(text), "\n")
	return line <= len(lines) && strings.HasPrefix(strings.TrimSpace(lines[line-1]), "//")
}

// isMarked reports whether the comment stands at the spawning call, at one by
// which the body came to it, or at the body.
func (s *found) isMarked(call *ast.CallExpr, t target, v *env) bool {
	line := func(n ast.Node) bool {
		at := s.program.fset.Position(n.Pos())
		return s.marks[lineOf{at.Filename, at.Line}]
	}
	if line(call) || s.marks[lineOf{t.pos.Filename, t.pos.Line}] {
		return true
	}
	for ; v != nil; v = v.up {
		if v.call != nil && line(v.call) {
			return true
		}
	}
	return false
}
