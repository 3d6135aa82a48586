package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/web/view"
)

// goodsFields are the fields of the editor that stand once. Names are the paths of
// the services' refusals.
var goodsFields = []formField{
	{"name", "goods.name"}, {"group", "product.group"}, {"unit", "product.unit"}, {"description", "goods.about"}, {"keywords", "goods.keywords"},
	{"kind", "goods.price_kind"}, {"price.min", "goods.price_min"}, {"price.max", "goods.price_max"}, {"priceTiers", "goods.kind_tiers"},
	{"minOrder", "product.min_order"}, {"packaging", "goods.packaging"}, {"variants", "product.packaging"},
	{"shelfLifeDays", "goods.shelf_life"}, {"storage", "goods.storage"}, {"season", "goods.season"}, {"gtin", "goods.gtin"},
	{"qualityMarks", "goods.marks_held"}, {"markDetails", "goods.marks"}, {"reason", "goods.reason"},
}

// rowset is a part of the editor of which there are several.
type rowset struct {
	name, label string
	fields      []formField
	most        int
	given       string // a field that is never empty and says nothing by itself
}

var rowsets = []rowset{
	{"priceTiers", "goods.tier", []formField{{"from", "goods.tier_from"}, {"price", "goods.tier_price"}}, 10, ""},
	{"variants", "goods.variant", []formField{{"id", ""}, {"name", "goods.variant_name"}, {"size.amount", "goods.variant_amount"},
		{"size.unit", "goods.variant_unit"}, {"price", "goods.variant_price"}, {"gtin", "goods.variant_gtin"}}, 20, "size.unit"},
	{"markDetails", "goods.paper", []formField{{"mark", "goods.paper_mark"}, {"number", "goods.paper_number"}, {"issuer", "certificate.issuer"},
		{"issuedAt", "certificate.issued"}, {"expiresAt", "goods.paper_until"}}, 20, ""},
}

// mostPosted is how many rows of a kind are read from a form; scripts may leave
// gaps between them.
const mostPosted = 100

// goodsForm is what was typed into the editor. Rows are numbered without gaps, and
// those that say nothing are left out.
type goodsForm struct {
	values map[string]string
	rows   map[string]int
}

func cell(rows string, i int, field string) string { return fmt.Sprintf("%s[%d].%s", rows, i, field) }

func (f *goodsForm) row(set string, i int, field string) string { return f.values[cell(set, i, field)] }

// typedGoods reads the posted form.
func (v *visit) typedGoods() *goodsForm {
	f := &goodsForm{values: map[string]string{}, rows: map[string]int{}}
	for _, field := range goodsFields {
		f.values[field.name] = v.c.FormValue(field.name)
	}
	f.values["version"] = v.c.FormValue("version")
	for _, mark := range catalogue.Marks {
		f.values["mark."+mark] = v.c.FormValue("mark." + mark)
	}
	for _, set := range rowsets {
		for i := range mostPosted {
			row, says := map[string]string{}, false
			for _, field := range set.fields {
				text := strings.TrimSpace(v.c.FormValue(cell(set.name, i, field.name)))
				row[field.name] = text
				says = says || text != "" && field.name != set.given && field.name != "id"
			}
			if says {
				f.add(set.name, row)
			}
		}
	}
	return f
}

func (f *goodsForm) add(set string, row map[string]string) {
	for name, text := range row {
		f.values[cell(set, f.rows[set], name)] = text
	}
	f.rows[set]++
}

// drop takes a row out.
func (f *goodsForm) drop(set rowset, at int) {
	if at < 0 || at >= f.rows[set.name] {
		return
	}
	f.rows[set.name]--
	for i := at; i <= f.rows[set.name]; i++ {
		for _, field := range set.fields {
			f.values[cell(set.name, i, field.name)] = f.row(set.name, i+1, field.name)
		}
	}
}

// shownGoods is a stored product as the editor shows it.
func (v *visit) shownGoods(p *catalogue.Product) *goodsForm {
	f := &goodsForm{rows: map[string]int{}, values: map[string]string{
		"version": strconv.FormatInt(p.Version, 10), "name": p.Name, "group": p.Group, "unit": string(p.Unit), "description": p.Description,
		"keywords": strings.Join(p.Keywords, ", "), "kind": "request", "minOrder": v.amountOrNone(p.MinOrder), "packaging": p.Packaging,
		"storage": p.Storage, "season": p.Season, "gtin": p.GTIN}}
	if p.ShelfLifeDays > 0 {
		f.values["shelfLifeDays"] = strconv.Itoa(p.ShelfLifeDays)
	}
	if p.Price != nil {
		f.values["kind"], f.values["price.min"], f.values["price.max"] = "range", v.Int(p.Price.Min), v.Int(p.Price.Max)
	}
	for _, tier := range p.Tiers {
		f.values["kind"] = "tiers"
		f.add("priceTiers", map[string]string{"from": v.Amount(tier.From), "price": v.Int(tier.Price)})
	}
	for _, variant := range p.Variants {
		row := map[string]string{"id": variant.ID, "name": variant.Name, "gtin": variant.GTIN}
		if variant.Price > 0 {
			row["price"] = v.Int(variant.Price)
		}
		if variant.Size != nil {
			row["size.amount"], row["size.unit"] = v.Amount(variant.Size.Amount), string(variant.Size.Unit)
		}
		f.add("variants", row)
	}
	for _, mark := range p.QualityMarks {
		f.values["mark."+mark] = "1"
	}
	for _, d := range p.MarkDetails {
		f.add("markDetails", map[string]string{"mark": d.Mark, "number": d.Number, "issuer": d.Issuer,
			"issuedAt": string(d.IssuedAt), "expiresAt": string(view.LastDay(d.ExpiresAt))})
	}
	return f
}

func (v *visit) amountOrNone(amount measure.Amount) string {
	if amount == 0 {
		return ""
	}
	return v.Amount(amount)
}

// change is what the form says of the product; InvalidInput for what cannot be
// read, by field.
func (v *visit) change(f *goodsForm) (catalogue.ProductChange, error) {
	var check fault.Check
	value := func(name string) *string { text := f.values[name]; return &text }
	unit, minOrder := measure.Unit(f.values["unit"]), v.amountOf(&check, "minOrder", f.values["minOrder"])
	keywords := strings.FieldsFunc(f.values["keywords"], func(r rune) bool { return strings.ContainsRune(",;\n", r) })
	marks, details := v.marksOf(f)
	variants, days := v.variantsOf(&check, f), v.daysOf(&check, f)
	change := catalogue.ProductChange{Name: value("name"), Group: value("group"), Description: value("description"), Unit: &unit,
		MinOrder: &minOrder, Packaging: value("packaging"), Variants: &variants, ShelfLifeDays: &days, Storage: value("storage"),
		Season: value("season"), QualityMarks: &marks, MarkDetails: &details, GTIN: value("gtin"), Keywords: &keywords}
	v.priceOf(&check, f, &change)
	check.That(f.values["group"] != "", "group", "required", textChoose)
	return change, check.Err()
}

var textChoose = fault.T("Hãy chọn một mục.", "Choose one.")

func (v *visit) daysOf(check *fault.Check, f *goodsForm) int {
	text := strings.TrimSpace(f.values["shelfLifeDays"])
	if text == "" {
		return 0
	}
	days, err := strconv.Atoi(text)
	check.That(err == nil, "shelfLifeDays", "not_a_number", textNumber)
	return days
}

// priceOf reads the kind of price that is chosen; the fields of others are not.
func (v *visit) priceOf(check *fault.Check, f *goodsForm, change *catalogue.ProductChange) {
	var tiers []catalogue.Tier
	change.Tiers = &tiers
	switch f.values["kind"] {
	case "range":
		if strings.TrimSpace(f.values["price.min"]) == "" {
			check.Add("price.min", "required", fault.Required)
			return
		}
		lowest := v.moneyOf(check, "price.min", f.values["price.min"])
		highest := lowest
		if strings.TrimSpace(f.values["price.max"]) != "" {
			highest = v.moneyOf(check, "price.max", f.values["price.max"])
		}
		change.Price = &catalogue.PriceRange{Min: lowest, Max: highest}
	case "tiers":
		check.That(f.rows["priceTiers"] > 0, "priceTiers", "required", fault.Required)
		before := catalogue.Tier{From: -1, Price: measure.MaxPrice}
		for i := range f.rows["priceTiers"] {
			var from, price fault.Check
			tier := catalogue.Tier{From: v.amountOf(&from, cell("priceTiers", i, "from"), f.row("priceTiers", i, "from")),
				Price: v.moneyOf(&price, cell("priceTiers", i, "price"), f.row("priceTiers", i, "price"))}
			if wrong := from.Err(); wrong != nil {
				_ = check.Take("", wrong)   // always InvalidInput
				tier.From = before.From + 1 // so that the next is held against what could be read
			}
			if wrong := price.Err(); wrong != nil {
				_ = check.Take("", wrong)
				tier.Price = before.Price
			}
			tiers, before = append(tiers, tier), tier
		}
	case "request":
		change.PriceOnRequest = true
	default:
		check.Add("kind", "required", fault.Required)
	}
}

func (v *visit) variantsOf(check *fault.Check, f *goodsForm) []catalogue.Variant {
	variants := make([]catalogue.Variant, f.rows["variants"])
	for i := range variants {
		at := func(field string) string { return cell("variants", i, field) }
		text := func(field string) string { return f.row("variants", i, field) }
		variants[i] = catalogue.Variant{ID: text("id"), Name: text("name"), GTIN: text("gtin"), Price: v.moneyOf(check, at("price"), text("price"))}
		if text("size.amount") != "" {
			variants[i].Size = &catalogue.Size{Amount: v.amountOf(check, at("size.amount"), text("size.amount")), Unit: catalogue.SizeUnit(text("size.unit"))}
		}
	}
	return variants
}

// marksOf reads marks and papers. People write the last day on which a paper
// counts; it is kept as the first on which it does not.
func (v *visit) marksOf(f *goodsForm) (marks []string, details []catalogue.MarkDetail) {
	for _, mark := range catalogue.Marks {
		if f.values["mark."+mark] != "" {
			marks = append(marks, mark)
		}
	}
	for i := range f.rows["markDetails"] {
		text := func(field string) string { return f.row("markDetails", i, field) }
		details = append(details, catalogue.MarkDetail{Mark: text("mark"), Number: text("number"), Issuer: text("issuer"),
			IssuedAt: measure.Date(text("issuedAt")), ExpiresAt: dayAfter(text("expiresAt"))})
	}
	return marks, details
}

// dayAfter is the day that follows; what is no day stays, to be refused.
func dayAfter(text string) measure.Date {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return measure.Date(text)
	}
	return measure.Date(day.AddDate(0, 0, 1).Format(time.DateOnly))
}

// goodsView is the editor's form with what is wrong. It returns the error if that is no
// refusal of what was typed.
func (v *visit) goodsView(f *goodsForm, err error) (view.Form, error) {
	form := view.Form{Values: f.values}
	var refusal *fault.Error
	switch {
	case err == nil:
		return form, nil
	case !errors.As(err, &refusal):
		return form, err
	}
	switch refusal.Code {
	case fault.InvalidInput, fault.Conflict, fault.StateForbids, fault.VersionMismatch:
	default:
		return form, err
	}
	for _, wrong := range refusal.Fields {
		name, label := v.goodsField(wrong.Path)
		form.Errors = append(form.Errors, view.FieldError{Name: name, Label: label, Text: v.complaint(name, wrong)})
	}
	slices.SortStableFunc(form.Errors, func(a, b view.FieldError) int { return goodsPlace(a.Name) - goodsPlace(b.Name) })
	if len(form.Errors) == 0 {
		form.Problem = v.Text(refusal.Message)
	}
	v.c.Status(422)
	return form, nil
}

// goodsPlace is where a field stands in the form.
func goodsPlace(name string) int {
	set, _, _ := strings.Cut(name, "[")
	return slices.IndexFunc(goodsFields, func(field formField) bool { return field.name == set })
}

// goodsField finds the field of the form that a path is shown at.
func (v *visit) goodsField(path string) (name, label string) {
	for _, set := range rowsets {
		rest, within := strings.CutPrefix(path, set.name+"[")
		if !within {
			continue
		}
		number, field, _ := strings.Cut(rest, "].")
		at, err := strconv.Atoi(number)
		for _, known := range set.fields {
			if err == nil && known.name == field && known.label != "" {
				return path, v.T(set.label, "N", strconv.Itoa(at+1)) + ", " + v.T(known.label)
			}
		}
		path = set.name
	}
	path, _, _ = strings.Cut(path, "[") // keywords stand in one field
	if path == "price" {
		path = "kind"
	}
	for _, field := range goodsFields {
		if field.name == path {
			return path, v.T(field.label)
		}
	}
	return path, ""
}
