package embedded

import (
	"slices"
	"strings"
)

// dictionary numbers the values of a column. Code 0 is the empty value.
type dictionary struct {
	codes  map[string]uint32
	values []string
}

func newDictionary() dictionary {
	return dictionary{codes: map[string]uint32{"": 0}, values: []string{""}}
}

// code returns value's number, giving it one if it has none.
func (d *dictionary) code(value string) uint32 {
	if code, ok := d.codes[value]; ok {
		return code
	}
	value = strings.Clone(value)
	code := uint32(len(d.values))
	d.values = append(d.values, value)
	d.codes[value] = code
	return code
}

// sets numbers combinations of values, such as the areas of one commune, which
// many documents share. Code 0 is the empty set.
type sets struct {
	values  dictionary
	codes   map[string]uint32
	members [][]uint32 // of each set, sorted codes of values
	key     []byte
}

func newSets() sets {
	return sets{values: newDictionary(), codes: map[string]uint32{"": 0}, members: [][]uint32{nil}}
}

func (s *sets) code(values []string) uint32 {
	members := make([]uint32, 0, 8)
	for _, value := range values {
		if value != "" {
			members = append(members, s.values.code(value))
		}
	}
	slices.Sort(members)
	members = slices.Compact(members)
	s.key = s.key[:0]
	for _, m := range members {
		s.key = append(s.key, byte(m), byte(m>>8), byte(m>>16), byte(m>>24))
	}
	if code, ok := s.codes[string(s.key)]; ok {
		return code
	}
	code := uint32(len(s.members))
	s.members = append(s.members, slices.Clone(members))
	s.codes[string(s.key)] = code
	return code
}
