package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/store"
)

// GTIN14 is a GTIN of 8, 12, 13 or 14 digits in its form of 14, by which two are
// compared; ok is false unless its check digit is right (GS1 General
// Specifications, 7.9).
func GTIN14(code string) (padded string, ok bool) {
	switch len(code) {
	case 8, 12, 13, 14:
	default:
		return "", false
	}
	padded = strings.Repeat("0", 14-len(code)) + code
	sum := 0
	for i, digit := range []byte(padded) {
		if digit < '0' || digit > '9' {
			return "", false
		}
		weight := 3
		if i%2 == 1 {
			weight = 1
		}
		sum += weight * int(digit-'0')
	}
	return padded, sum%10 == 0 && strings.Trim(padded, "0") != ""
}

func checkGTIN(check *fault.Check, path, code string) {
	if code == "" {
		return
	}
	_, ok := GTIN14(code)
	check.That(ok, path, "bad_gtin", textGTIN)
}

// gtinClaim holds a GTIN, whose form of 14 digits is its ID, for one product.
type gtinClaim struct {
	store.Meta `json:",inline"`
	ProductID  string `json:"productId"`
}

var gtinSchema = store.Schema{Name: "gtins"}

// gtins are the product's own and its packages', in their form of 14 digits, with
// the path of the field that names each.
func (p *Product) gtins() map[string]string {
	paths := map[string]string{}
	for i := range p.Variants {
		if padded, ok := GTIN14(p.Variants[i].GTIN); ok {
			paths[padded] = fmt.Sprintf("variants[%d].gtin", i)
		}
	}
	if padded, ok := GTIN14(p.GTIN); ok {
		paths[padded] = "gtin"
	}
	return paths
}

// codes are the GTINs as people read them off a package, for the search.
func (p *Product) codes() []string {
	var codes []string
	for _, code := range append([]string{p.GTIN}, variantGTINs(p.Variants)...) {
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func variantGTINs(variants []Variant) []string {
	codes := make([]string, len(variants))
	for i, variant := range variants {
		codes[i] = variant.GTIN
	}
	return codes
}

// checkOwnGTINs wants the packages' to differ among each other; the product's own
// may be that of one of them.
func (p *Product) checkOwnGTINs(check *fault.Check) {
	seen := map[string]bool{}
	for i := range p.Variants {
		if padded, ok := GTIN14(p.Variants[i].GTIN); ok {
			check.That(!seen[padded], fmt.Sprintf("variants[%d].gtin", i), "repeated", textGTINTwice)
			seen[padded] = true
		}
	}
}

// claimGTINs makes the product the only one of its GTINs and frees those it had
// before. Errors: Conflict by field.
func (s *Service) claimGTINs(ctx context.Context, p *Product, before map[string]string) error {
	if err := s.freeGTINs(ctx, p, before); err != nil {
		return err
	}
	for code, path := range p.gtins() {
		claim, err := s.claims.Get(ctx, code)
		if fault.Is(err, fault.NotFound) {
			claim = &gtinClaim{Meta: store.Meta{ID: code}, ProductID: p.ID}
			err = s.claims.Insert(ctx, claim)
		}
		if fault.Is(err, fault.Conflict) || err == nil && claim.ProductID != p.ID {
			return fault.New(fault.Conflict, textGTINTaken).WithField(path, "taken", textGTINTaken)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// freeGTINs gives up the codes that the product had before and has no more.
func (s *Service) freeGTINs(ctx context.Context, p *Product, before map[string]string) error {
	now := p.gtins()
	for code := range before {
		if _, kept := now[code]; kept {
			continue
		}
		if err := s.claims.Delete(ctx, code); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

// HasGTIN reports whether a GTIN in its form of 14 digits is the product's or one of its
// packages'.
func (p *Product) HasGTIN(code string) bool { _, has := p.gtins()[code]; return has }

// GTINHolders finds the products that GTINs are of, by their form of 14 digits.
func (s *Service) GTINHolders(ctx context.Context, codes []string) (map[string]string, error) {
	holders := map[string]string{}
	err := s.claims.Keyed(ctx, "_id", codes, func(c *gtinClaim) error {
		holders[c.ID] = c.ProductID
		return nil
	})
	return holders, err
}
