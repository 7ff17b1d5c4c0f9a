package proof

import "errors"

// checkArguments proves that clone(2) gets the fields of cloneArgs, each as the
// argument that the architecture's kernel takes for it.
func checkArguments(p *Program, facts *Facts) error {
	paths, err := p.functionPaths("clone", facts)
	if err != nil {
		return err
	}
	found := false
	for i := range paths {
		at := paths[i].cloned
		if at < 0 {
			continue
		}
		found = true
		for n, name := range p.abi.Clone {
			want := value{kind: field, index: 0, n: facts.Fields[name]}
			if err := p.wantArg(&paths[i].steps[at], n, "clone's argument "+name, want); err != nil {
				return err
			}
		}
	}
	if !found {
		return errors.New("clone: no path calls clone(2)")
	}
	return nil
}
