package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
	"lienket/search"
)

// Variant is one way in which a product is packed and sold.
type Variant struct {
	ID    string        `json:"id"`
	Name  string        `json:"name"`
	Size  *Size         `json:"size,omitempty"`
	GTIN  string        `json:"gtin,omitempty"`
	Price measure.Money `json:"price,omitempty"` // VND per package, 0 on request
}

// Size is how much a package holds.
type Size struct {
	Amount measure.Amount `json:"amount"`
	Unit   SizeUnit       `json:"unit"`
}

// SizeUnit is a measure.Unit or Gram.
type SizeUnit string

// Gram is what packages are weighed in; no product is sold by it.
const Gram SizeUnit = "g"

// SizeUnits lists the units of sizes in a fixed order.
var SizeUnits = func() []SizeUnit {
	list := []SizeUnit{Gram}
	for _, unit := range measure.Units {
		list = append(list, SizeUnit(unit))
	}
	return list
}()

// Label is the unit's name for people.
func (u SizeUnit) Label() fault.Text {
	if u == Gram {
		return fault.T("g", "g")
	}
	return measure.Unit(u).Label()
}

const (
	maxVariants = 20
	maxKeywords = 10
)

// setVariants replaces the variants. Those with an ID of before keep it, others get
// one; Errors: InvalidInput for an ID that the product does not have, or twice.
func (p *Product) setVariants(variants []Variant) error {
	var check fault.Check
	known := map[string]bool{}
	for _, variant := range p.Variants {
		known[variant.ID] = true
	}
	variants = slices.Clone(variants)
	for i := range variants {
		if variants[i].ID == "" {
			variants[i].ID = store.NewID()
			continue
		}
		check.That(known[variants[i].ID], fmt.Sprintf("variants[%d].id", i), "not_found", textVariant)
		delete(known, variants[i].ID)
	}
	p.Variants = variants
	return check.Err()
}

func (p *Product) checkVariants(check *fault.Check) {
	check.That(len(p.Variants) <= maxVariants, "variants", "too_many", textTooMany.With(maxVariants))
	names := map[string]bool{}
	for i := range p.Variants {
		variant, at := &p.Variants[i], fmt.Sprintf("variants[%d].", i)
		variant.Name = strings.Join(strings.Fields(check.Line(at+"name", variant.Name, 1, 100)), " ")
		name := search.Fold(variant.Name)
		check.That(!names[name] || name == "", at+"name", "repeated", textVariantTwice)
		names[name] = true
		if size := variant.Size; size != nil {
			check.That(size.Amount > 0 && size.Amount <= measure.MaxAmount, at+"size.amount", "out_of_range", textSize)
			check.That(slices.Contains(SizeUnits, size.Unit), at+"size.unit", "unknown_unit", textUnit)
		}
		variant.GTIN = strings.TrimSpace(variant.GTIN)
		checkGTIN(check, at+"gtin", variant.GTIN)
		check.That(variant.Price >= 0 && variant.Price <= measure.MaxPrice, at+"price", "out_of_range", textPrice)
	}
}

// packed is all that is said of a product's packages, for the search: the sizes in
// it are found by size.
func (p *Product) packed() string {
	text := p.Packaging
	for _, variant := range p.Variants {
		text += "\n" + variant.Name
		if variant.Size != nil {
			text += ", " + variant.Size.Amount.String() + " " + string(variant.Size.Unit)
		}
	}
	return text
}

// checkKeywords holds other names to their limits, each once.
func (p *Product) checkKeywords(check *fault.Check) {
	check.That(len(p.Keywords) <= maxKeywords, "keywords", "too_many", textTooMany.With(maxKeywords))
	var kept []string
	seen := map[string]bool{}
	for i, keyword := range p.Keywords {
		keyword = strings.Join(strings.Fields(check.Line(fmt.Sprintf("keywords[%d]", i), keyword, 2, 60)), " ")
		if folded := search.Fold(keyword); !seen[folded] {
			seen[folded] = true
			kept = append(kept, keyword)
		}
	}
	p.Keywords = kept
}
