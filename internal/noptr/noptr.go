// Package noptr tells whether values of a type hold pointers: such values may
// not lie where Go's collector does not look.
package noptr

import "reflect"

// Path returns the path of the first pointer in a value of type t, which name
// stands for; "" if there is none. Goroutines only.
func Path(t reflect.Type, name string) string {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return ""
	case reflect.Array:
		if t.Len() == 0 {
			return ""
		}
		return Path(t.Elem(), name+"[0]")
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if p := Path(f.Type, name+"."+f.Name); p != "" {
				return p
			}
		}
		return ""
	}
	return name
}
