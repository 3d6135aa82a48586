package embedded

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"lienket/search"
)

// index is the searchable form of the documents. One goroutine may change it
// while none reads; any number may read.
//
// A document is a row. A change of it makes a new row and marks the old one dead,
// so that the lists of rows only grow at their end; rebuilding drops the dead.
type index struct {
	vocabulary
	rows    []row
	figures []figures // beside rows
	details []detail  // beside rows
	entries map[string]entry
	// tombstones are the deletions in their order; one counts while entries still
	// holds its version.
	tombstones []tombstone
	changes    int // taken so far, dead ones too

	kinds, groups, dimensions, owners dictionary
	areas, marks                      sets
	ledger                            ledger
	counts                            []int // living rows by kind

	folded []byte // reused
}

// row is what every candidate is asked: codes into the index's dictionaries, kept
// small for the processor's cache.
type row struct {
	areas      uint32
	marks      uint32
	group      uint32
	kind       uint16 // 0 for a dead row
	stars      uint8
	nameLength uint8 // words
}

// figures are what rarer filters and orders read.
type figures struct {
	updatedAt int64
	price     int64
	owner     uint32
	dimension uint32
}

// detail is what is read of few documents only.
type detail struct {
	id       string
	name     string
	sortName string // folded
	marked   string // in lower case, words parted by single spaces
}

// entry is what the index knows under an ID.
type entry struct {
	version int64
	row     uint32 // deletedRow after a deletion
}

type tombstone struct {
	id      string
	version int64
}

const deletedRow = ^uint32(0)

// maxTombstones is how many deletions outlast a rebuild, the newest ones: far
// more than changes can be on their way at once.
const maxTombstones = 100_000

// maxStars bounds the stars of hostile documents.
const maxStars = 100

func newIndex() *index {
	return &index{
		vocabulary: newVocabulary(), entries: make(map[string]entry),
		kinds: newDictionary(), groups: newDictionary(),
		dimensions: newDictionary(), owners: newDictionary(),
		areas: newSets(), marks: newSets(), counts: make([]int, 1),
	}
}

// newOf returns the changes whose versions are above what the index holds, and
// above those before them.
func (x *index) newOf(changes []search.Change) []search.Change {
	var fresh []search.Change
	taken := make(map[string]int64, len(changes))
	for _, c := range changes {
		held, known := x.entries[c.ID]
		before, again := taken[c.ID]
		if known && c.Version <= held.version || again && c.Version <= before {
			continue
		}
		taken[c.ID] = c.Version
		fresh = append(fresh, c)
	}
	return fresh
}

// garbage is how many of the changes are superseded. Tombstones are not, as far
// as they outlast a rebuild.
func (x *index) garbage() int {
	living := 0
	for _, count := range x.counts {
		living += count
	}
	return x.changes - living - min(len(x.entries)-living, maxTombstones)
}

// apply takes a change in, unless it is not new. It keeps none of c's memory.
func (x *index) apply(c *search.Change) {
	held, known := x.entries[c.ID]
	if known && c.Version <= held.version {
		return
	}
	x.changes++
	if known && held.row != deletedRow {
		x.bury(held.row)
	}
	id := strings.Clone(c.ID)
	if c.Delete {
		x.entries[id] = entry{c.Version, deletedRow}
		x.tombstones = append(x.tombstones, tombstone{id, c.Version})
		return
	}
	x.entries[id] = entry{c.Version, uint32(len(x.rows))}
	x.addRow(id, &c.Document)
}

// bury marks a row dead.
func (x *index) bury(dead uint32) {
	x.counts[x.rows[dead].kind]--
	x.rows[dead].kind = 0
	x.details[dead] = detail{}
}

func (x *index) addRow(id string, d *search.Document) {
	kind := x.kinds.code(string(d.Kind))
	for len(x.counts) <= int(kind) {
		x.counts = append(x.counts, 0)
	}
	x.counts[kind]++
	at := uint32(len(x.rows))
	sortName := strings.Clone(search.Fold(d.Name))
	x.rows = append(x.rows, row{
		areas:      x.areas.code(d.Areas),
		marks:      x.marks.code(d.Marks),
		group:      x.groups.code(d.Group),
		kind:       uint16(kind),
		stars:      uint8(min(max(d.Stars, 0), maxStars)),
		nameLength: uint8(min(1+strings.Count(sortName, " "), math.MaxUint8)),
	})
	x.figures = append(x.figures, figures{
		updatedAt: d.UpdatedAt,
		price:     d.Price,
		owner:     x.owners.code(d.OrganizationID),
		dimension: x.dimensions.code(d.Dimension),
	})
	x.ledger.add(d.Available)
	x.details = append(x.details, detail{id: id, name: strings.Clone(d.Name), sortName: sortName, marked: strings.Join(splitMarked(d.Name), " ")})

	x.addText(at, inName, d.Name)
	x.addText(at, inKeywords, d.Keywords...)
	x.addText(at, inOrganization, d.Organization)
	x.addText(at, inMarks, d.MarkLabels...)
	x.addText(at, inPlaces, d.PlaceNames...)
	x.addText(at, inDescription, d.Description)
}

// fieldImpact is how much a word weighs by where it stands.
var fieldImpact = [fieldCount]int{
	inName: 255, inKeywords: 180, inOrganization: 135, inMarks: 100, inPlaces: 80, inDescription: 60,
}

// A word in a long name says less about it.
const (
	nameLoss    = 2 // of impact, for each further word
	maxNameLoss = 40
)

func (x *index) addText(at uint32, f field, values ...string) {
	impact := fieldImpact[f]
	if f == inName {
		impact -= min(nameLoss*(int(x.rows[at].nameLength)-1), maxNameLoss)
	}
	position := 0
	for _, value := range values {
		x.folded = search.AppendFold(x.folded[:0], value)
		var written []string
		if f != inDescription {
			written = splitMarked(value)
		}
		if len(written) != bytes.Count(x.folded, []byte{' '})+1 {
			written = nil // folds to other words than it is written in
		}
		nth := 0
		splitWords(x.folded, func(word []byte) {
			t := x.term(word)
			t.add(at, placeOf(f, min(position, maxPosition)), position <= maxPosition, uint8(impact))
			if written != nil {
				t.addForm(written[nth])
			}
			nth++
			position++
		})
		position += valueGap
	}
}

// tombstonesKept returns the newest tombstones that still count, oldest first.
func (x *index) tombstonesKept() []tombstone {
	var kept []tombstone
	for i := len(x.tombstones) - 1; i >= 0 && len(kept) < maxTombstones; i-- {
		t := x.tombstones[i]
		if held := x.entries[t.id]; held.row == deletedRow && held.version == t.version {
			kept = append(kept, t)
		}
	}
	slices.Reverse(kept)
	return kept
}
