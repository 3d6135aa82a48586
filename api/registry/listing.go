package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// AnyStatus, as a filter, selects organisations of every status but merged ones.
const AnyStatus Status = "all"

// Orders of organisations.
const (
	ByName    = "name"
	ByUpdated = "updated" // the latest changed first
)

// OrganizationFilter selects organisations; empty members do not filter.
type OrganizationFilter struct {
	Kind           Kind
	Area           string // this area and all below it
	Status         Status // "" is Verified; others need an officer, who sees their area
	LineOfBusiness string
	SizeClass      SizeClass
	Rating         Band
	Law            Law
	Text           string // words of the name, tax code or registration number
	Sort           string // "" is ByName
	Cursor         string
	Limit          int
	Whole          bool // all of it is wanted: a list that would end before is refused
}

// facet are the filters on facets, by field.
func (f *OrganizationFilter) facets() map[string]string {
	wanted := map[string]string{"kind": string(f.Kind), "status": string(f.Status), "lineOfBusiness": f.LineOfBusiness,
		"sizeClass": string(f.SizeClass), "rating": string(f.Rating), "registeredUnder": string(f.Law)}
	if f.Status == AnyStatus {
		wanted["status"] = ""
	}
	return wanted
}

// Fits reports whether an organisation passes the filters on facets.
func (f *OrganizationFilter) Fits(o *Organization) bool {
	for field, wanted := range f.facets() {
		if wanted != "" && o.facet(field) != wanted {
			return false
		}
	}
	return true
}

// Check refuses what is in no list, by field.
func (f *OrganizationFilter) Check(areas *Areas) error {
	var check fault.Check
	check.That(f.Kind == "" || kindKnown(f.Kind), "kind", "not_in_list", textKind)
	check.That(f.Status == AnyStatus || slices.Contains(Statuses, f.Status), "status", "not_in_list", textStatus)
	check.That(f.LineOfBusiness == "" || slices.Contains(Lines, f.LineOfBusiness), "lineOfBusiness", "not_in_list", textLine)
	check.That(f.SizeClass == "" || slices.Contains(SizeClasses, f.SizeClass), "sizeClass", "not_in_list", textSizeClass)
	check.That(f.Rating == "" || slices.Contains(Bands, f.Rating), "rating", "not_in_list", textBand)
	check.That(f.Law == "" || slices.Contains(Laws, f.Law), "law", "not_in_list", textLaw)
	check.That(f.Sort == ByName || f.Sort == ByUpdated, "sort", "not_in_list", textSort)
	f.Text = check.Line("q", f.Text, 0, 200)
	if f.Area != "" {
		areas.Check(&check, "area", f.Area)
	}
	return check.Err()
}

// Organizations lists organisations by name or by their last change.
func (s *Service) Organizations(ctx context.Context, actor account.Actor, filter OrganizationFilter) (store.Page[Organization], error) {
	if err := s.permit(actor, &filter); err != nil {
		return store.Page[Organization]{}, err
	}
	return s.find(ctx, filter)
}

// permit fills in what a filter leaves open, and holds it to what the actor may ask.
func (s *Service) permit(actor account.Actor, filter *OrganizationFilter) error {
	if filter.Status == "" {
		filter.Status = Verified
	}
	if filter.Sort == "" {
		filter.Sort = ByName
	}
	if err := filter.Check(s.areas); err != nil {
		return err
	}
	if filter.Status == Verified {
		return nil
	}
	if err := actor.Require(account.Officer); err != nil {
		return err
	}
	if actor.Role == account.Officer && filter.Area == "" {
		filter.Area = actor.AreaCode
	}
	if !actor.Oversees(s.areas.Path(filter.Area)) {
		return account.ErrForbidden
	}
	return nil
}

// maxKeyWords is how many words of a text are looked for.
const maxKeyWords = 8

// find reads along the rarest of the keys that are asked for. Which one that is
// goes into the cursor, because it may change from one page to the next.
func (s *Service) find(ctx context.Context, filter OrganizationFilter) (store.Page[Organization], error) {
	keys, where := filter.conditions()
	by, cursor, err := 0, "", error(nil)
	if filter.Cursor == "" {
		by, err = s.rarest(ctx, keys)
	} else if by, cursor, err = splitCursor(filter.Cursor); err == nil && by >= len(keys) {
		err = errCursor
	}
	if err != nil {
		return store.Page[Organization]{}, err
	}
	order := map[string]string{ByName: "sortName", ByUpdated: "-updatedAt"}[filter.Sort]
	page, err := s.organizations.Find(ctx, store.Query{Where: append(readBy(keys, by), where...), Sort: []string{order}, Cursor: cursor, Limit: filter.Limit})
	if page.Next != "" {
		page.Next = strconv.Itoa(by) + "." + page.Next
	}
	return page, err
}

// conditions are the keys that a filter asks for, and what is asked of facets.
func (f *OrganizationFilter) conditions() (keys []string, where store.And) {
	keys = []string{scopeKey(f.Area)}
	wanted := f.facets()
	for _, field := range facets {
		if value := wanted[field]; value != "" {
			if key := facetKey(field, value); !common[key] {
				keys = append(keys, key)
			}
			where = append(where, store.Eq{Field: field, Value: value})
		}
	}
	if f.Status == AnyStatus {
		where = append(where, store.InStrings("status", slices.DeleteFunc(slices.Clone(Statuses), func(s Status) bool { return s == Merged })))
	}
	words := keyWords(f.Text)
	return append(keys, words[:min(len(words), maxKeyWords)]...), where
}

// readBy reads along one of the keys; of what it finds the others must hold.
func readBy(keys []string, by int) store.And {
	contains := store.And{store.Contains{Field: "keys", Value: keys[by]}}
	for i, key := range keys {
		if i != by && !isFacet(key) && key != scopeKey("") { // facets are conditions already
			contains = append(contains, store.Contains{Field: "keys", Value: key})
		}
	}
	return contains
}

// errCursor is how a store refuses a cursor that is none of its own.
var errCursor = fault.Invalid("cursor", "bad_cursor", textBadCursor)

func splitCursor(cursor string) (by int, rest string, err error) {
	head, rest, found := strings.Cut(cursor, ".")
	by, err = strconv.Atoi(head)
	if !found || err != nil || by < 0 || rest == "" {
		return 0, "", errCursor
	}
	return by, rest, nil
}
