// Package catalogue keeps what cooperatives sell: products, their OCOP
// certificates, and the capacity they can deliver month by month.
package catalogue

import (
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
	"lienket/search"
)

// ProductStatus says whether a product is on offer.
type ProductStatus string

// Statuses of products.
const (
	Draft     ProductStatus = "draft"
	Published ProductStatus = "published"
	Suspended ProductStatus = "suspended"
)

// Groups are the six OCOP groups of QĐ 148/QĐ-TTg, in its order.
var Groups = []string{"thuc-pham", "do-uong", "duoc-lieu", "thu-cong-my-nghe", "sinh-vat-canh", "du-lich"}

// GroupLabels are the groups' names for people.
var GroupLabels = map[string]fault.Text{
	"thuc-pham":        fault.T("Thực phẩm", "Food"),
	"do-uong":          fault.T("Đồ uống", "Drinks"),
	"duoc-lieu":        fault.T("Dược liệu", "Medicinal herbs"),
	"thu-cong-my-nghe": fault.T("Thủ công mỹ nghệ", "Handicrafts"),
	"sinh-vat-canh":    fault.T("Sinh vật cảnh", "Ornamental plants and animals"),
	"du-lich":          fault.T("Du lịch cộng đồng", "Community tourism"),
}

// Product is one thing an organisation offers.
type Product struct {
	store.Meta     `json:",inline"`
	OrganizationID string         `json:"organizationId"`
	Name           string         `json:"name"`
	SortName       string         `json:"sortName"`
	Group          string         `json:"group"`
	Description    string         `json:"description"`
	Unit           measure.Unit   `json:"unit"`
	Price          *PriceRange    `json:"price,omitempty"` // nil: on request; what Tiers span, if there are any
	Tiers          []Tier         `json:"priceTiers,omitempty"`
	MinOrder       measure.Amount `json:"minOrder"` // per order or month, 0 for none
	Packaging      string         `json:"packaging"`
	Variants       []Variant      `json:"variants,omitempty"`
	ShelfLifeDays  int            `json:"shelfLifeDays,omitempty"` // 0 where nothing is stated
	Storage        string         `json:"storage,omitempty"`
	Season         string         `json:"season,omitempty"` // of harvest or making
	QualityMarks   []string       `json:"qualityMarks"`     // read them with MarksOn
	MarkDetails    []MarkDetail   `json:"markDetails,omitempty"`
	GTIN           string         `json:"gtin,omitempty"`
	Keywords       []string       `json:"keywords,omitempty"` // other names
	Status         ProductStatus  `json:"status"`
	Hold           *Hold          `json:"hold,omitempty"`     // of a suspended product
	Referred       bool           `json:"referred,omitempty"` // was on offer, or is named by a contract: stays
	AreaCode       string         `json:"areaCode"`
	Areas          []string       `json:"areas"`
	// Words are what lists are asked by: the beginnings of the folded words of the
	// name and the other names.
	Words []string `json:"words,omitempty"`
	// Stars come from the certificate that is verified and runs until StarsUntil,
	// exclusive; read them with StarsOn.
	Stars         int          `json:"stars"`
	StarsUntil    measure.Date `json:"starsUntil,omitempty"`
	CertificateID string       `json:"certificateId,omitempty"`
	Photos        []Photo      `json:"photos,omitempty"` // the first is the cover
}

// Where two indexes fit a question equally well the first is taken: what narrows
// most stands first. Stars and groups stand behind the order so that they are
// read from the index, not from each document.
var productSchema = store.Schema{Name: "products", Indexes: []store.Index{
	{Fields: []string{"status", "organizationId", "-updatedAt"}},
	{Fields: []string{"organizationId", "-updatedAt"}},
	{Fields: []string{"organizationId", "sortName"}},
	{Fields: []string{"words", "status", "-updatedAt"}, Multi: "words"},
	{Fields: []string{"areas", "status", "-updatedAt", "stars", "group"}, Multi: "areas"},
	{Fields: []string{"areas", "status", "sortName", "stars", "group"}, Multi: "areas"},
	{Fields: []string{"status", "stars", "-updatedAt"}},
	{Fields: []string{"status", "group", "-updatedAt"}},
	{Fields: []string{"status", "-updatedAt"}},
	{Fields: []string{"status", "sortName"}},
}}

// StarsOn is the number of stars that the product holds on a day, 0 for none.
func (p *Product) StarsOn(day measure.Date) int {
	if p.StarsUntil == "" || day >= p.StarsUntil {
		return 0
	}
	return p.Stars
}

// NewProduct is what a member describes.
type NewProduct struct {
	Name          string
	Group         string
	Description   string
	Unit          measure.Unit
	Price         *PriceRange
	Tiers         []Tier
	MinOrder      measure.Amount
	Packaging     string
	Variants      []Variant
	ShelfLifeDays int
	Storage       string
	Season        string
	QualityMarks  []string
	MarkDetails   []MarkDetail
	GTIN          string
	Keywords      []string
}

// product is the draft that n describes, yet to be checked.
func (n NewProduct) product() (*Product, error) {
	p := &Product{Name: n.Name, Group: n.Group, Description: n.Description, Unit: n.Unit, MinOrder: n.MinOrder,
		Packaging: n.Packaging, ShelfLifeDays: n.ShelfLifeDays, Storage: n.Storage, Season: n.Season,
		GTIN: n.GTIN, Keywords: n.Keywords, Status: Draft}
	p.setMarks(&n.QualityMarks, nil)
	if n.MarkDetails != nil {
		p.setMarks(nil, &n.MarkDetails)
	}
	if err := p.setVariants(n.Variants); err != nil {
		return p, err
	}
	return p, p.setPrice(n.Price, n.Tiers)
}

// ProductChange alters a product; nil leaves a field, what is empty clears it.
// PriceOnRequest removes the price.
type ProductChange struct {
	Name           *string
	Group          *string
	Description    *string
	Unit           *measure.Unit
	Price          *PriceRange
	PriceOnRequest bool
	Tiers          *[]Tier
	MinOrder       *measure.Amount
	Packaging      *string
	Variants       *[]Variant
	ShelfLifeDays  *int
	Storage        *string
	Season         *string
	QualityMarks   *[]string
	MarkDetails    *[]MarkDetail
	GTIN           *string
	Keywords       *[]string
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (p *Product) apply(change ProductChange, today measure.Date) error {
	set(&p.Name, change.Name)
	set(&p.Group, change.Group)
	set(&p.Description, change.Description)
	set(&p.Unit, change.Unit)
	set(&p.MinOrder, change.MinOrder)
	set(&p.Packaging, change.Packaging)
	set(&p.ShelfLifeDays, change.ShelfLifeDays)
	set(&p.Storage, change.Storage)
	set(&p.Season, change.Season)
	set(&p.GTIN, change.GTIN)
	set(&p.Keywords, change.Keywords)
	if change.QualityMarks != nil || change.MarkDetails != nil {
		p.setMarks(change.QualityMarks, change.MarkDetails)
	}
	var check fault.Check
	if change.Variants != nil {
		if err := check.Take("", p.setVariants(*change.Variants)); err != nil {
			return err
		}
	}
	if err := check.Take("", p.changePrice(change)); err != nil {
		return err
	}
	if err := check.Take("", p.check(today)); err != nil {
		return err
	}
	return check.Err()
}

// maxShelfLife bounds a shelf life, in days: some thirty years.
const maxShelfLife = 10_000

// check holds a product to the limits of its fields and brings them into their
// stored form.
func (p *Product) check(today measure.Date) error {
	var check fault.Check
	p.Name = strings.Join(strings.Fields(check.Line("name", p.Name, 2, 200)), " ")
	p.SortName = search.Fold(p.Name)
	fault.Need(&check, p.Group, slices.Contains(Groups, p.Group), "group", "not_in_list", textGroup)
	p.Description = check.Prose("description", p.Description, 0, 4000)
	fault.Need(&check, p.Unit, p.Unit.Valid(), "unit", "unknown_unit", textUnit)
	p.checkPrice(&check)
	check.That(p.MinOrder >= 0 && p.MinOrder <= measure.MaxAmount, "minOrder", "out_of_range", textAmount)
	p.Packaging = check.Line("packaging", p.Packaging, 0, 300)
	p.checkVariants(&check)
	check.That(p.ShelfLifeDays >= 0 && p.ShelfLifeDays <= maxShelfLife, "shelfLifeDays", "out_of_range", textShelfLife.With(maxShelfLife))
	p.Storage = check.Line("storage", p.Storage, 0, 300)
	p.Season = check.Line("season", p.Season, 0, 300)
	p.checkMarks(&check, today)
	p.GTIN = strings.TrimSpace(p.GTIN)
	checkGTIN(&check, "gtin", p.GTIN)
	p.checkOwnGTINs(&check)
	p.checkKeywords(&check)
	p.setWords()
	return check.Err()
}

func (p *Product) setWords() { p.Words = beginnings(append([]string{p.Name}, p.Keywords...)...) }

// longestBeginning bounds the beginnings that are kept of a word; Vietnamese
// syllables are shorter.
const longestBeginning = 8

// beginnings are the folded words of texts and what they begin with, from two
// letters on, each once.
func beginnings(texts ...string) []string {
	var list []string
	seen := map[string]bool{}
	add := func(text string) {
		if !seen[text] {
			seen[text] = true
			list = append(list, text)
		}
	}
	for _, text := range texts {
		for _, word := range search.Words(text) {
			letters := []rune(word)
			for n := 2; n < len(letters) && n <= longestBeginning; n++ {
				add(string(letters[:n]))
			}
			add(word)
		}
	}
	return list
}
