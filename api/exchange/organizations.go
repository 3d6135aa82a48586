package exchange

import (
	"context"
	"strings"
	"unicode"

	"lienket/api/fault"
	"lienket/api/registry"
)

// planOrganizations: a row is the organisation of its tax code. A group may have
// none and is then known by its name within its area.
func planOrganizations(ctx context.Context, s *Service, r *run) error {
	var codes, names []string
	r.look(func(_ int, row *row) {
		if code := row.digits("taxCode", 10); code != "" {
			codes = append(codes, code)
		} else {
			names = append(names, row.text("name"))
		}
	})
	byCode, err := s.registry.WithTaxCodes(ctx, codes)
	if err != nil {
		return err
	}
	byName, err := s.registry.WithNames(ctx, names)
	if err != nil {
		return err
	}
	var changed []*registry.Organization
	cells := organizationCells(r.table)
	err = r.each(ctx, func(_ int, row *row) error {
		kind, name, code, area := row.choice("kind"), row.text("name"), row.digits("taxCode", 10), row.area()
		change := registry.OrganizationChange{Name: &name, TaxCode: &code, AreaCode: &area, Address: row.optional("address"),
			Email: row.optional("email"), About: row.optional("about"), LegalChange: row.legal()}
		if row.has("phone") {
			phone := row.digits("phone", 10)
			change.Phone = &phone
		}
		before := byCode[code]
		if row.bad {
			if code == "" {
				before, _ = unregistered(byName[name], area)
			}
			_, err := s.registry.PlanOrganization(r.actor, before, registry.Kind(kind), change, !r.ours)
			return row.besides(err)
		}
		if code == "" {
			if !row.once("name", folded(name), area) {
				return nil
			}
			var several bool
			if before, several = unregistered(byName[name], area); several {
				row.fail("name", "several", textManyGroups)
				return nil
			}
		} else if !row.once("taxCode", code) {
			return nil
		}
		planned, err := s.registry.PlanOrganization(r.actor, before, registry.Kind(kind), change, !r.ours)
		if err != nil {
			return row.refused("areaCode", err)
		}
		if r.count(before != nil, planned == before) {
			changed = append(changed, planned)
			if before != nil {
				describe(row, before.Name, cells, before, planned)
			}
			if before != nil && before.Status != planned.Status {
				row.verifies(before.Name)
			}
		}
		return nil
	})
	r.save = func(ctx context.Context) error { return s.registry.SaveOrganizations(ctx, r.actor, changed) }
	return err
}

// unregistered is the one organisation of an area that has no tax code.
func unregistered(named []*registry.Organization, area string) (found *registry.Organization, several bool) {
	for _, o := range named {
		if o.TaxCode == "" && o.AreaCode == area {
			if found != nil {
				return nil, true
			}
			found = o
		}
	}
	return found, false
}

// area is the code of an area, whose zero in front a number cell has lost.
func (r *row) area() string {
	code := r.digits("areaCode", 2, 5)
	if _, known := r.areas.Get(code); code != "" && !known {
		r.fail("areaCode", "unknown_area", r.unknownArea(code))
	}
	return code
}

// unknownArea says which code may be meant: of the place that is named instead, or of
// today's where the code is one of before.
func (r *row) unknownArea(text string) fault.Text {
	if old, known := r.areas.Get(text + "@old"); known {
		return textAreaOld.With(text, old.Name)
	}
	var codes []string
	if strings.ContainsFunc(text, unicode.IsLetter) {
		for _, area := range r.areas.Find(registry.AreaFilter{Level: registry.LevelCommune, Text: text}) {
			if area.ValidTo == "" && len(codes) < 3 {
				codes = append(codes, area.Code+" ("+area.Name+")")
			}
		}
	}
	if len(codes) > 0 {
		return textAreaName.With(text, strings.Join(codes, ", "))
	}
	return textAreaUnknown.With(clip(text))
}

// legal reads what a row says of the registration. What the file has no column for
// stays as it is.
func (r *row) legal() registry.LegalChange {
	change := registry.LegalChange{
		RegistrationNumber: r.optional("registrationNumber"), RepresentativeName: r.optional("representativeName"),
		RepresentativePosition: r.optional("representativePosition"), LineDetail: r.optional("lineDetail"),
		ContactPerson: r.optional("contactPerson"), Website: r.optional("website"),
		MemberCount: r.number("memberCount"), CharterCapital: r.number("charterCapital"),
	}
	if r.has("representativePhone") {
		phone := r.digits("representativePhone", 10)
		change.RepresentativePhone = &phone
	}
	if r.has("registrationDate") {
		date := r.day("registrationDate")
		change.RegistrationDate = &date
	}
	if r.has("foundedOn") {
		date := r.day("foundedOn")
		change.FoundedOn = &date
	}
	if r.has("registeredUnder") {
		law := registry.Law(r.choice("registeredUnder"))
		change.RegisteredUnder = &law
	}
	if r.has("lineOfBusiness") {
		line := r.choice("lineOfBusiness")
		change.LineOfBusiness = &line
	}
	if r.has("sizeClass") {
		size := registry.SizeClass(r.choice("sizeClass"))
		change.SizeClass = &size
	}
	return change
}

// number is a whole number that may be missing.
func (r *row) number(key string) registry.Number {
	number := registry.Number{Set: r.has(key)}
	if value, given := r.whole(key); given {
		number.Value = &value
	}
	return number
}
