package registry

import (
	"context"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
	"lienket/search"
)

// DuplicateFilter selects pairs that may be one organisation.
type DuplicateFilter struct {
	Area      string // this area and all below it; "" is all that the officer oversees
	Dismissed bool   // those that were decided not to be, instead
	Cursor    string
	Limit     int
}

// Duplicate is two records that may be of one organisation. The first is the older.
type Duplicate struct {
	One, Other *Organization
	Reasons    []DuplicateReason
	Dismissed  *Distinction // nil unless it was decided that they are not
}

// DuplicateReason is why two records may be of one organisation.
type DuplicateReason struct {
	Code string
	Text fault.Text
}

// Distinction is an officer's word that two records are of two organisations.
type Distinction struct {
	store.Meta      `json:",inline"` // its ID is of both
	OrganizationIDs []string         `json:"organizationIds"`
	Areas           []string         `json:"areas"` // that both are in
	Note            string           `json:"note"`
	By              string           `json:"by"`
	ByName          string           `json:"byName"`
}

var distinctionSchema = store.Schema{Name: "distinctions", Indexes: []store.Index{
	{Fields: []string{"areas", "-createdAt"}, Multi: "areas"},
	{Fields: []string{"organizationIds", "-createdAt"}, Multi: "organizationIds"},
	{Fields: []string{"-createdAt"}},
}}

// pairID is the same for two organisations in either order.
func pairID(one, other string) string { return min(one, other) + "~" + max(one, other) }

// suggestible are the statuses of what may be a duplicate; the others are decided.
var suggestible = []Status{Pending, Verified, Suspended}

const maxDuplicates = 100

// Duplicates lists the pairs of an area that may be one organisation, commune by commune
// of today, to officers who oversee both. Errors: InvalidInput, Forbidden for an area
// that isn't theirs.
func (s *Service) Duplicates(ctx context.Context, actor account.Actor, filter DuplicateFilter) (store.Page[Duplicate], error) {
	var page store.Page[Duplicate]
	area, err := s.Overseen(actor, filter.Area)
	if err != nil {
		return page, err
	}
	if filter.Limit <= 0 || filter.Limit > maxDuplicates {
		filter.Limit = store.DefaultLimit
	}
	if filter.Dismissed {
		return s.dismissed(ctx, area, filter)
	}
	if filter.Cursor != "" && !isPosition(filter.Cursor) {
		return page, errCursor
	}
	open, err := s.openPairs(ctx, actor, area, filter.Cursor, filter.Limit+1)
	if err != nil {
		return page, err
	}
	if len(open) > filter.Limit {
		open = open[:filter.Limit]
		page.Next = open[filter.Limit-1].position
	}
	page.Items, err = s.showPairs(ctx, actor, area, open)
	return page, err
}

// CountDuplicates counts the pairs of an area that Duplicates lists, up to a hundred:
// there is enough to do.
func (s *Service) CountDuplicates(ctx context.Context, actor account.Actor, area string) (int, error) {
	area, err := s.Overseen(actor, area)
	if err != nil {
		return 0, err
	}
	open, err := s.openPairs(ctx, actor, area, "", maxDuplicates)
	return len(open), err
}

// openPairs are the first pairs after a position of which actor oversees both, one at
// least is in area, and nothing is decided.
func (s *Service) openPairs(ctx context.Context, actor account.Actor, area, after string, most int) ([]alikePair, error) {
	pairs, err := s.alike(ctx)
	if err != nil {
		return nil, err
	}
	first, found := slices.BinarySearchFunc(pairs, after, func(p alikePair, position string) int { return strings.Compare(p.position, position) })
	if found {
		first++
	}
	var open, asked []alikePair
	for i, pair := range pairs[first:] {
		if actor.Oversees(pair.one.areas) && actor.Oversees(pair.other.areas) &&
			(area == "" || slices.Contains(pair.one.areas, area) || slices.Contains(pair.other.areas, area)) {
			asked = append(asked, pair)
		}
		if len(asked) < maxDuplicates && first+i+1 < len(pairs) {
			continue
		}
		undecided, err := s.undecided(ctx, asked)
		if err != nil {
			return nil, err
		}
		if open = append(open, undecided...); len(open) >= most {
			return open[:most], nil
		}
		asked = nil
	}
	return open, nil
}

func (s *Service) undecided(ctx context.Context, pairs []alikePair) ([]alikePair, error) {
	ids, decided := make([]string, len(pairs)), map[string]bool{}
	for i, pair := range pairs {
		ids[i] = pairID(pair.one.id, pair.other.id)
	}
	err := s.distinctions.Keyed(ctx, "_id", ids, func(d *Distinction) error { decided[d.ID] = true; return nil })
	return slices.DeleteFunc(pairs, func(p alikePair) bool { return decided[pairID(p.one.id, p.other.id)] }), err
}

// showPairs reads pairs anew, and leaves out what is no such pair any more.
func (s *Service) showPairs(ctx context.Context, actor account.Actor, area string, pairs []alikePair) ([]Duplicate, error) {
	var ids []string
	for _, pair := range pairs {
		ids = append(ids, pair.one.id, pair.other.id)
	}
	records, err := s.View(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var shown []Duplicate
	for some := range slices.Chunk(records, 2) {
		one, other := some[0], some[1]
		if one == nil || other == nil || !actor.Oversees(one.Areas) || !actor.Oversees(other.Areas) || !s.areAlike(one, other) ||
			area != "" && !slices.Contains(one.Areas, area) && !slices.Contains(other.Areas, area) {
			continue
		}
		shown = append(shown, Duplicate{One: one, Other: other, Reasons: s.likenessReasons(one, other)})
	}
	return shown, nil
}

// areAlike tells whether two records may be of one organisation, by the rule that alikes
// follows.
func (s *Service) areAlike(one, other *Organization) bool {
	if !slices.Contains(suggestible, one.Status) || !slices.Contains(suggestible, other.Status) {
		return false
	}
	if base := taxBase(one.TaxCode); base != "" && base == taxBase(other.TaxCode) {
		return true
	}
	_, shared := s.sharedCommune(one, other)
	return shared && one.Kind == other.Kind && formOf(one.Name).like(formOf(other.Name)) != unlike
}

func pairOf(one, other *Organization) Duplicate {
	if other.ID < one.ID {
		one, other = other, one
	}
	return Duplicate{One: one, Other: other}
}

// taxBase is the ten digits that a branch's tax code shares with the organisation that
// it depends on.
func taxBase(code string) string { base, _, _ := strings.Cut(code, "-"); return base }

// likenessReasons says in what two records are alike.
func (s *Service) likenessReasons(one, other *Organization) []DuplicateReason {
	var reasons []DuplicateReason
	add := func(when bool, code string, text fault.Text) {
		if when {
			reasons = append(reasons, DuplicateReason{code, text})
		}
	}
	alike := func(a, b string) bool { return a != "" && search.Fold(a) == search.Fold(b) }
	add(one.TaxCode != "" && taxBase(one.TaxCode) == taxBase(other.TaxCode), "tax-code", textLikeTaxCode.With(taxBase(one.TaxCode)))
	like := formOf(one.Name).like(formOf(other.Name))
	add(like == sameWords, "same-name", textLikeSame)
	add(like == otherOrder, "other-order", textLikeOrder)
	add(like == fewLetters, "near-name", textLikeNear)
	if commune, shared := s.sharedCommune(one, other); shared {
		add(one.AreaCode == other.AreaCode, "same-commune", textLikeCommune.With(commune.Name))
		add(one.AreaCode != other.AreaCode, "succeeding-commune", textLikeSuccessor.With(commune.Name))
	}
	add(alike(one.Phone, other.Phone), "same-phone", textLikePhone)
	add(alike(one.Email, other.Email), "same-email", textLikeEmail)
	add(alike(one.Representative.Name, other.Representative.Name), "same-representative", textLikePerson)
	add(alike(one.Address, other.Address), "same-address", textLikeAddress)
	return reasons
}

// sharedCommune is the commune of today that both are in, in either tree.
func (s *Service) sharedCommune(one, other *Organization) (Area, bool) {
	commune := s.areas.commune(one.AreaCode)
	area, known := s.areas.Get(commune)
	return area, known && commune == s.areas.commune(other.AreaCode)
}

// dismissed lists what was decided not to be a duplicate, the latest first. A pair of
// which one has been merged since is left out.
func (s *Service) dismissed(ctx context.Context, area string, filter DuplicateFilter) (store.Page[Duplicate], error) {
	var page store.Page[Duplicate]
	found, err := s.distinctions.Find(ctx, store.Query{Where: within(area, nil), Sort: []string{"-createdAt"}, Cursor: filter.Cursor, Limit: filter.Limit})
	if err != nil {
		return page, err
	}
	page.Next = found.Next
	for i := range found.Items {
		one, other, err := s.both(ctx, found.Items[i].OrganizationIDs[0], found.Items[i].OrganizationIDs[1])
		if err != nil {
			return page, err
		}
		if one.Status == Merged || other.Status == Merged {
			continue
		}
		pair := pairOf(one, other)
		pair.Dismissed, pair.Reasons = &found.Items[i], s.likenessReasons(one, other)
		page.Items = append(page.Items, pair)
	}
	return page, nil
}

func (s *Service) both(ctx context.Context, id, otherID string) (*Organization, *Organization, error) {
	one, err := s.Lookup(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	other, err := s.Lookup(ctx, otherID)
	return one, other, err
}

// overseenPair returns two organisations, if actor is an officer of both or the admin.
// Errors: NotFound for what actor may not see, Forbidden, InvalidInput for one twice.
func (s *Service) overseenPair(ctx context.Context, actor account.Actor, id, otherID string) (*Organization, *Organization, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, nil, err
	}
	one, other, err := s.both(ctx, id, otherID)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range []*Organization{one, other} {
		if err := s.mayMove(actor, o); err != nil {
			return nil, nil, err
		}
	}
	if id == otherID {
		return nil, nil, fault.Invalid("absorbedId", "itself", textMergeItself)
	}
	return one, other, nil
}

// Distinguish records that two records are of two organisations, by an officer of
// both; they are suggested no more. Doing it again changes nothing.
func (s *Service) Distinguish(ctx context.Context, actor account.Actor, id, otherID, note string) (*Duplicate, error) {
	var check fault.Check
	note = check.Prose("note", note, 0, 2000)
	one, other, err := s.overseenPair(ctx, actor, id, otherID)
	if err := check.Take("", err); err != nil {
		return nil, err
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	pair := pairOf(one, other)
	pair.Reasons = s.likenessReasons(one, other)
	pair.Dismissed, err = s.distinctions.Put(ctx, pairID(id, otherID), func(d *Distinction) error {
		if d.By == "" {
			d.OrganizationIDs = []string{pair.One.ID, pair.Other.ID}
			d.Areas = areasOfBoth(one, other)
			d.Note, d.By, d.ByName = note, actor.UserID, actor.FullName
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &pair, nil
}

func areasOfBoth(one, other *Organization) []string {
	return slices.DeleteFunc(slices.Clone(one.Areas), func(area string) bool { return !slices.Contains(other.Areas, area) })
}

// followDistinctions brings what was decided of an organisation to where both are now.
func (s *Service) followDistinctions(ctx context.Context, o *Organization) error {
	others := map[string]string{} // by the ID of what was decided
	query := store.Query{Where: store.Contains{Field: "organizationIds", Value: o.ID}, Sort: []string{"-createdAt"}}
	err := s.distinctions.Each(ctx, query, func(d *Distinction) error {
		for _, id := range d.OrganizationIDs {
			if id != o.ID {
				others[d.ID] = id
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id, otherID := range others {
		other, err := s.Lookup(ctx, otherID)
		if err != nil {
			return err
		}
		if _, err := s.distinctions.Refresh(ctx, id, func(d *Distinction) error { d.Areas = areasOfBoth(o, other); return nil }); err != nil {
			return err
		}
	}
	return nil
}

// Reconsider takes Distinguish back. Where nothing was decided it changes nothing.
func (s *Service) Reconsider(ctx context.Context, actor account.Actor, id, otherID string) (*Duplicate, error) {
	one, other, err := s.overseenPair(ctx, actor, id, otherID)
	if err != nil {
		return nil, err
	}
	err = s.distinctions.Delete(ctx, pairID(id, otherID))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	pair := pairOf(one, other)
	pair.Reasons = s.likenessReasons(one, other)
	return &pair, nil
}
