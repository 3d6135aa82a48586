package registry

import (
	"slices"
	"strconv"

	"lienket/api/fault"
)

// Sides of a merge, of which a field's value may come.
const (
	FromKept     = "kept"
	FromAbsorbed = "absorbed"
)

// MergeField is a field that two records say something else of.
type MergeField struct {
	Name           string
	Kept, Absorbed string
	From           string // FromKept or FromAbsorbed
}

// mergeField is one that an officer may choose the value of. The area is none of them:
// products are where their maker is, and an officer changes that by itself.
type mergeField struct {
	name string
	of   func(*Organization) string
	take func(to, from *Organization)
}

var mergeFields = []mergeField{
	textField("name", func(o *Organization) *string { return &o.Name }),
	textField("taxCode", func(o *Organization) *string { return &o.TaxCode }),
	textField("address", func(o *Organization) *string { return &o.Address }),
	textField("phone", func(o *Organization) *string { return &o.Phone }),
	textField("email", func(o *Organization) *string { return &o.Email }),
	textField("about", func(o *Organization) *string { return &o.About }),
	textField("registrationNumber", func(o *Organization) *string { return &o.RegistrationNumber }),
	textField("registrationDate", func(o *Organization) *string { return (*string)(&o.RegistrationDate) }),
	textField("registeredUnder", func(o *Organization) *string { return (*string)(&o.RegisteredUnder) }),
	textField("representative.name", func(o *Organization) *string { return &o.Representative.Name }),
	textField("representative.position", func(o *Organization) *string { return &o.Representative.Position }),
	textField("representative.phone", func(o *Organization) *string { return &o.Representative.Phone }),
	textField("lineOfBusiness", func(o *Organization) *string { return &o.LineOfBusiness }),
	textField("lineDetail", func(o *Organization) *string { return &o.LineDetail }),
	textField("sizeClass", func(o *Organization) *string { return (*string)(&o.SizeClass) }),
	numberField("memberCount", func(o *Organization) **int64 { return &o.MemberCount }),
	numberField("charterCapital", func(o *Organization) **int64 { return &o.CharterCapital }),
	textField("contactPerson", func(o *Organization) *string { return &o.ContactPerson }),
	textField("website", func(o *Organization) *string { return &o.Website }),
	textField("foundedOn", func(o *Organization) *string { return (*string)(&o.FoundedOn) }),
}

func textField(name string, at func(*Organization) *string) mergeField {
	return mergeField{name, func(o *Organization) string { return *at(o) }, func(to, from *Organization) { *at(to) = *at(from) }}
}

func numberField(name string, at func(*Organization) **int64) mergeField {
	of := func(o *Organization) string {
		if number := *at(o); number != nil {
			return strconv.FormatInt(*number, 10)
		}
		return ""
	}
	return mergeField{name, of, func(to, from *Organization) { *at(to) = *at(from) }}
}

func checkChoices(check *fault.Check, choices map[string]string) {
	for name, from := range choices {
		known := slices.ContainsFunc(mergeFields, func(f mergeField) bool { return f.name == name })
		check.That(known, "choices."+name, "unknown", textMergeField)
		check.That(from == FromKept || from == FromAbsorbed, "choices."+name, "not_in_list", textMergeSide)
	}
}

// compareFields are the fields that differ, each with the side that its value comes
// from.
func compareFields(kept, absorbed *Organization, choices map[string]string) []MergeField {
	var fields []MergeField
	for _, field := range mergeFields {
		shown := MergeField{Name: field.name, Kept: field.of(kept), Absorbed: field.of(absorbed), From: FromKept}
		if shown.Kept == shown.Absorbed {
			continue
		}
		if shown.Kept == "" {
			shown.From = FromAbsorbed
		}
		if from := choices[field.name]; from != "" {
			shown.From = from
		}
		fields = append(fields, shown)
	}
	return fields
}

// takes reports whether a field's value comes from the absorbed record.
func (m *Merging) takes(name string) bool {
	return slices.ContainsFunc(m.Fields, func(f MergeField) bool { return f.Name == name && f.From == FromAbsorbed })
}

// MergeFieldLabels are what the fields are for people.
var MergeFieldLabels = map[string]fault.Text{
	"name":                    fault.T("Tên", "Name"),
	"taxCode":                 fault.T("Mã số thuế", "Tax code"),
	"address":                 fault.T("Địa chỉ", "Address"),
	"phone":                   fault.T("Điện thoại", "Phone"),
	"email":                   fault.T("Email", "Email"),
	"about":                   fault.T("Giới thiệu", "About"),
	"registrationNumber":      fault.T("Số đăng ký", "Registration number"),
	"registrationDate":        fault.T("Ngày đăng ký", "Registered on"),
	"registeredUnder":         fault.T("Đăng ký theo", "Registered under"),
	"representative.name":     fault.T("Người đại diện", "Representative"),
	"representative.position": fault.T("Chức vụ người đại diện", "Representative's position"),
	"representative.phone":    fault.T("Điện thoại người đại diện", "Representative's phone"),
	"lineOfBusiness":          fault.T("Ngành nghề", "Line of business"),
	"lineDetail":              fault.T("Chi tiết ngành nghề", "Line in detail"),
	"sizeClass":               fault.T("Quy mô", "Size"),
	"memberCount":             fault.T("Số thành viên", "Members"),
	"charterCapital":          fault.T("Vốn điều lệ (đồng)", "Charter capital (VND)"),
	"contactPerson":           fault.T("Người liên hệ", "Contact"),
	"website":                 fault.T("Trang web", "Website"),
	"foundedOn":               fault.T("Ngày thành lập", "Founded on"),
}
