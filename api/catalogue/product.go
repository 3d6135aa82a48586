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

// Marks are the codes of quality marks.
var Marks = []string{"vietgap", "globalgap", "huu-co", "haccp", "iso-22000", "gmp", "halal", "attp", "chi-dan-dia-ly", "nhan-hieu-tap-the"}

// MarkLabels are the marks' names for people.
var MarkLabels = map[string]fault.Text{
	"vietgap":           fault.T("VietGAP", "VietGAP"),
	"globalgap":         fault.T("GlobalG.A.P.", "GlobalG.A.P."),
	"huu-co":            fault.T("Hữu cơ", "Organic"),
	"haccp":             fault.T("HACCP", "HACCP"),
	"iso-22000":         fault.T("ISO 22000", "ISO 22000"),
	"gmp":               fault.T("GMP", "GMP"),
	"halal":             fault.T("Halal", "Halal"),
	"attp":              fault.T("An toàn thực phẩm", "Food safety"),
	"chi-dan-dia-ly":    fault.T("Chỉ dẫn địa lý", "Geographical indication"),
	"nhan-hieu-tap-the": fault.T("Nhãn hiệu tập thể", "Collective mark"),
}

// PriceRange is VND per the product's unit.
type PriceRange struct {
	Min measure.Money `json:"min"`
	Max measure.Money `json:"max"`
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
	Price          *PriceRange    `json:"price,omitempty"` // nil: on request
	MinOrder       measure.Amount `json:"minOrder"`        // per order or month, 0 for none
	Packaging      string         `json:"packaging"`
	QualityMarks   []string       `json:"qualityMarks"`
	Status         ProductStatus  `json:"status"`
	AreaCode       string         `json:"areaCode"`
	Areas          []string       `json:"areas"`
	// Stars come from the certificate that is verified and runs until StarsUntil,
	// exclusive; read them with StarsOn.
	Stars         int          `json:"stars"`
	StarsUntil    measure.Date `json:"starsUntil,omitempty"`
	CertificateID string       `json:"certificateId,omitempty"`
}

var productSchema = store.Schema{Name: "products", Indexes: []store.Index{
	{Fields: []string{"status", "-updatedAt"}},
	{Fields: []string{"status", "group", "-updatedAt"}},
	{Fields: []string{"status", "organizationId", "-updatedAt"}},
	{Fields: []string{"organizationId", "-updatedAt"}},
	{Fields: []string{"areas", "status", "-updatedAt"}, Multi: "areas"},
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
	Name         string
	Group        string
	Description  string
	Unit         measure.Unit
	Price        *PriceRange
	MinOrder     measure.Amount
	Packaging    string
	QualityMarks []string
}

// ProductChange alters a product; nil leaves a field. PriceOnRequest removes the
// price.
type ProductChange struct {
	Name           *string
	Group          *string
	Description    *string
	Unit           *measure.Unit
	Price          *PriceRange
	PriceOnRequest bool
	MinOrder       *measure.Amount
	Packaging      *string
	QualityMarks   *[]string
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (p *Product) apply(change ProductChange) error {
	set(&p.Name, change.Name)
	set(&p.Group, change.Group)
	set(&p.Description, change.Description)
	set(&p.Unit, change.Unit)
	set(&p.MinOrder, change.MinOrder)
	set(&p.Packaging, change.Packaging)
	set(&p.QualityMarks, change.QualityMarks)
	if change.Price != nil {
		p.Price = change.Price
	}
	if change.PriceOnRequest {
		p.Price = nil
	}
	return p.check()
}

func (p *Product) check() error {
	var check fault.Check
	p.Name = strings.Join(strings.Fields(check.Line("name", p.Name, 2, 200)), " ")
	p.SortName = search.Fold(p.Name)
	check.That(slices.Contains(Groups, p.Group), "group", "not_in_list", textGroup)
	p.Description = check.Prose("description", p.Description, 0, 4000)
	check.That(p.Unit.Valid(), "unit", "unknown_unit", textUnit)
	if p.Price != nil {
		check.That(p.Price.Min > 0 && p.Price.Min <= measure.MaxPrice, "price.min", "out_of_range", textPrice)
		check.That(p.Price.Max > 0 && p.Price.Max <= measure.MaxPrice, "price.max", "out_of_range", textPrice)
		check.That(p.Price.Min <= p.Price.Max, "price.max", "below_min", textPriceOrder)
	}
	check.That(p.MinOrder >= 0 && p.MinOrder <= measure.MaxAmount, "minOrder", "out_of_range", textAmount)
	p.Packaging = check.Line("packaging", p.Packaging, 0, 300)
	p.QualityMarks = CheckMarks(&check, "qualityMarks", p.QualityMarks)
	return check.Err()
}

// checkMarks notes unknown marks and returns them sorted, each once.
func CheckMarks(check *fault.Check, path string, marks []string) []string {
	for _, mark := range marks {
		check.That(slices.Contains(Marks, mark), path, "not_in_list", textMark.With(mark))
	}
	marks = slices.Clone(marks)
	slices.Sort(marks)
	return slices.Compact(marks)
}
