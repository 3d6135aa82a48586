package embedded

import (
	"encoding/binary"
	"errors"

	"lienket/search"
)

// A change is written as an operation and its fields in a fixed order: integers
// as varints, texts and lists with their length before them. The order is part of
// the log's format version.
const (
	opPut    = 1
	opDelete = 2
)

var errMalformed = errors.New("malformed change")

func appendChange(b []byte, c *search.Change) []byte {
	if c.Delete {
		b = append(b, opDelete)
		b = appendText(b, c.ID)
		return binary.AppendVarint(b, c.Version)
	}
	b = append(b, opPut)
	b = appendText(b, c.ID)
	b = binary.AppendVarint(b, c.Version)
	b = appendText(b, string(c.Kind))
	b = appendText(b, c.Name)
	b = appendTexts(b, c.Keywords)
	b = appendText(b, c.Organization)
	b = appendTexts(b, c.MarkLabels)
	b = appendText(b, c.Description)
	b = appendTexts(b, c.PlaceNames)
	b = appendText(b, c.OrganizationID)
	b = appendText(b, c.Group)
	b = binary.AppendVarint(b, int64(c.Stars))
	b = appendTexts(b, c.Areas)
	b = appendTexts(b, c.Marks)
	b = binary.AppendVarint(b, c.Price)
	b = appendText(b, c.Dimension)
	b = binary.AppendVarint(b, c.UpdatedAt)
	b = binary.AppendUvarint(b, uint64(len(c.Available)))
	for month, amount := range c.Available {
		b = appendText(b, month)
		b = binary.AppendVarint(b, amount)
	}
	return b
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendTexts(b []byte, texts []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, text := range texts {
		b = appendText(b, text)
	}
	return b
}

// decodeChanges reads changes until the end of payload and gives each to visit.
// The texts of a change share payload's memory.
func decodeChanges(payload string, visit func(search.Change) error) error {
	d := decoder{rest: payload}
	for d.rest != "" {
		c := d.change()
		if d.failed {
			return errMalformed
		}
		if err := visit(c); err != nil {
			return err
		}
	}
	return nil
}

// decoder takes values off the front of rest. After a failure it gives zeros.
type decoder struct {
	rest   string
	failed bool
}

func (d *decoder) change() search.Change {
	op := d.rest[0]
	d.rest = d.rest[1:]
	var c search.Change
	c.ID = d.text()
	c.Version = d.integer()
	switch op {
	case opDelete:
		c.Delete = true
	case opPut:
		c.Kind = search.Kind(d.text())
		c.Name = d.text()
		c.Keywords = d.texts()
		c.Organization = d.text()
		c.MarkLabels = d.texts()
		c.Description = d.text()
		c.PlaceNames = d.texts()
		c.OrganizationID = d.text()
		c.Group = d.text()
		c.Stars = int(d.integer())
		c.Areas = d.texts()
		c.Marks = d.texts()
		c.Price = d.integer()
		c.Dimension = d.text()
		c.UpdatedAt = d.integer()
		if n := d.count(); n > 0 {
			c.Available = make(map[string]int64, n)
			for range n {
				month := d.text()
				c.Available[month] = d.integer()
			}
		}
	default:
		d.failed = true
	}
	return c
}

func (d *decoder) uinteger() uint64 {
	var value uint64
	for i := 0; i < len(d.rest) && i < binary.MaxVarintLen64; i++ {
		b := d.rest[i]
		value |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			d.rest = d.rest[i+1:]
			return value
		}
	}
	d.failed = true
	return 0
}

func (d *decoder) integer() int64 {
	zigzag := d.uinteger()
	return int64(zigzag>>1) ^ -int64(zigzag&1)
}

// count reads how many values follow; each takes a byte at least.
func (d *decoder) count() int {
	n := d.uinteger()
	if n > uint64(len(d.rest)) {
		d.failed = true
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count()
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}

func (d *decoder) texts() []string {
	n := d.count()
	if n == 0 {
		return nil
	}
	texts := make([]string, n)
	for i := range texts {
		texts[i] = d.text()
	}
	return texts
}
