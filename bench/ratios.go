package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Ratios writes a table of what ours take in several runs, as ratios to the
// floor: a row for each case, a column for each run, by its architecture.
func Ratios(out io.Writer, runs []*Run) {
	var cases []string
	cells := map[string][]string{}
	head := []string{"to the floor"}
	for i, r := range runs {
		head = append(head, r.Machine.Arch)
		for _, t := range r.Tables {
			if cells[t.Case] == nil {
				cases = append(cases, t.Case)
				cells[t.Case] = make([]string, len(runs))
			}
			at := slices.IndexFunc(t.Results, func(p Result) bool { return p.Peer == t.Ours })
			if at >= 0 && len(t.Results[at].Ratios) > 0 {
				cells[t.Case][i] = fmt.Sprintf("%.2f", Median(t.Results[at].Ratios))
			} else {
				cells[t.Case][i] = "-"
			}
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, strings.Join(head, "\t")+"\t")
	for _, c := range cases {
		fmt.Fprintln(w, c+"\t"+strings.Join(cells[c], "\t")+"\t")
	}
	w.Flush()
}
