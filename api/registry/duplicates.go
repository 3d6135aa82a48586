package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

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
	{Fields: []string{"-createdAt"}},
}}

// pairID is the same for two organisations in either order.
func pairID(one, other string) string { return min(one, other) + "~" + max(one, other) }

// suggestible are the statuses of what may be a duplicate; the others are decided.
var suggestible = []Status{Pending, Verified, Suspended}

const (
	// readPerPage is how many organisations a page of suggestions reads before it
	// ends short.
	readPerPage   = 5000
	maxDuplicates = 100
)

// Duplicates lists the pairs of an area that may be one organisation, commune by
// commune of today, to officers who oversee both. A page may be short, or empty, and
// yet have a next one. Errors: InvalidInput, Forbidden for an area that isn't theirs.
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
	communes := s.communes(area)
	at, skip, err := splitPlace(filter.Cursor, len(communes))
	if err != nil {
		return page, err
	}
	for read := 0; at < len(communes); at, skip = at+1, 0 {
		if read >= readPerPage {
			page.Next = place(at, 0)
			return page, nil
		}
		pairs, size, err := s.duplicatesIn(ctx, actor, communes[at], area)
		if err != nil {
			return page, err
		}
		read += size
		for i := min(skip, len(pairs)); i < len(pairs); i++ {
			if len(page.Items) == filter.Limit {
				page.Next = place(at, i)
				return page, nil
			}
			page.Items = append(page.Items, pairs[i])
		}
	}
	return page, nil
}

const (
	// countedFor is how long a count of duplicates is told before it is counted anew: it reads all
	// organisations of an area.
	countedFor = 2 * time.Minute
	// mostCounted ends the count: there is enough to do.
	mostCounted = 100
)

// CountDuplicates counts the pairs of an area that Duplicates lists, up to a hundred. It
// may be two minutes old, but for what was decided since.
func (s *Service) CountDuplicates(ctx context.Context, actor account.Actor, area string) (int, error) {
	area, err := s.Overseen(actor, area)
	if err != nil {
		return 0, err
	}
	return s.duplicateCounts.get(actor.AreaCode+"/"+area, s.clock(), func() (int, error) {
		count, filter := 0, DuplicateFilter{Area: area, Limit: maxDuplicates}
		for {
			page, err := s.Duplicates(ctx, actor, filter)
			if count += len(page.Items); err != nil || page.Next == "" || count >= mostCounted {
				return min(count, mostCounted), err
			}
			filter.Cursor = page.Next
		}
	})
}

// duplicateCounts remembers counts for a while.
type duplicateCounts struct {
	mu    sync.Mutex
	known map[string]duplicateCount
}

type duplicateCount struct {
	pairs int
	at    time.Time
}

func (c *duplicateCounts) get(key string, now time.Time, count func() (int, error)) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, counted := c.known[key]; counted && now.Sub(known.at).Abs() < countedFor {
		return known.pairs, nil
	}
	pairs, err := count()
	if err == nil {
		if c.known == nil {
			c.known = map[string]duplicateCount{}
		}
		c.known[key] = duplicateCount{pairs, now}
	}
	return pairs, err
}

// forget has all be counted anew, after a decision.
func (c *duplicateCounts) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = nil
}

// place is a position in the list: a commune and how many of its pairs came before.
func place(commune, pair int) string { return strconv.Itoa(commune) + "." + strconv.Itoa(pair) }

func splitPlace(cursor string, communes int) (commune, pair int, err error) {
	if cursor == "" {
		return 0, 0, nil
	}
	head, tail, found := strings.Cut(cursor, ".")
	commune, err = strconv.Atoi(head)
	if err == nil {
		pair, err = strconv.Atoi(tail)
	}
	if err != nil || !found || commune < 0 || commune >= communes || pair < 0 {
		return 0, 0, errCursor
	}
	return commune, pair, nil
}

// communes are today's communes of an area, "" for everywhere; an old commune's is the
// one that it became.
func (s *Service) communes(area string) []string {
	var codes []string
	for i := range s.areas.list {
		commune := &s.areas.list[i]
		if commune.Level != LevelCommune || area != "" && !slices.Contains(commune.path, area) {
			continue
		}
		code := commune.Code
		if commune.SuccessorCode != "" {
			code = commune.SuccessorCode
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// duplicatesIn finds the pairs of one commune, of which one at least is in area, and
// tells how many organisations it read.
func (s *Service) duplicatesIn(ctx context.Context, actor account.Actor, commune, area string) ([]Duplicate, int, error) {
	var list []*Organization
	err := s.organizations.Each(ctx, store.Query{
		Where: store.And{store.Contains{Field: "keys", Value: scopeKey(commune)}, store.InStrings("status", suggestible)},
		Sort:  []string{"sortName"},
	}, func(o *Organization) error {
		if actor.Oversees(o.Areas) {
			list = append(list, o)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	found := likePairs(list)
	branches, err := s.branchPairs(ctx, actor, list)
	if err != nil {
		return nil, 0, err
	}
	pairs, ids := []Duplicate(nil), []string(nil)
	for _, d := range append(branches, found...) {
		if area != "" && !slices.Contains(d.One.Areas, area) && !slices.Contains(d.Other.Areas, area) {
			continue
		}
		id := pairID(d.One.ID, d.Other.ID)
		if !slices.Contains(ids, id) {
			pairs, ids = append(pairs, d), append(ids, id)
		}
	}
	decided := map[string]bool{}
	if err := s.distinctions.Keyed(ctx, "_id", ids, func(d *Distinction) error { decided[d.ID] = true; return nil }); err != nil {
		return nil, 0, err
	}
	pairs = slices.DeleteFunc(pairs, func(d Duplicate) bool { return decided[pairID(d.One.ID, d.Other.ID)] })
	for i := range pairs {
		pairs[i].Reasons = s.likenessReasons(pairs[i].One, pairs[i].Other)
	}
	return pairs, len(list), nil
}

// likePairs are the pairs of one kind whose names are near-equal.
func likePairs(list []*Organization) []Duplicate {
	forms := make([]nameForm, len(list))
	for i, o := range list {
		forms[i] = formOf(o.Name)
	}
	var pairs []Duplicate
	for i := range list {
		for j := range i {
			if list[i].Kind == list[j].Kind && forms[i].like(forms[j]) != unlike {
				pairs = append(pairs, pairOf(list[i], list[j]))
			}
		}
	}
	return pairs
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

// branchPairs are those of list with a branch's tax code, each with the others of the
// same ten digits, wherever they are.
func (s *Service) branchPairs(ctx context.Context, actor account.Actor, list []*Organization) ([]Duplicate, error) {
	var pairs []Duplicate
	for _, branch := range list {
		base := taxBase(branch.TaxCode)
		if base == branch.TaxCode {
			continue
		}
		family, err := s.organizations.Find(ctx, store.Query{Sort: []string{"taxCode"}, Limit: store.MaxLimit,
			Where: store.Range{Field: "taxCode", From: base, To: base + "-999"}})
		if err != nil {
			return nil, err
		}
		for i := range family.Items {
			other := &family.Items[i]
			// Of two branches the younger one's commune has the pair.
			if other.ID == branch.ID || other.TaxCode != base && other.ID > branch.ID ||
				!slices.Contains(suggestible, other.Status) || !actor.Oversees(other.Areas) {
				continue
			}
			pairs = append(pairs, pairOf(branch, other))
		}
	}
	return pairs, nil
}

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
	today := func(code string) string {
		if area := s.areas.byCode[code]; area != nil && area.SuccessorCode != "" {
			return area.SuccessorCode
		}
		return code
	}
	area, known := s.areas.Get(today(one.AreaCode))
	return area, known && area.Level == LevelCommune && today(other.AreaCode) == area.Code
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
			d.Areas = slices.DeleteFunc(slices.Clone(one.Areas), func(area string) bool { return !slices.Contains(other.Areas, area) })
			d.Note, d.By, d.ByName = note, actor.UserID, actor.FullName
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.duplicateCounts.forget()
	return &pair, nil
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
	s.duplicateCounts.forget()
	pair := pairOf(one, other)
	pair.Reasons = s.likenessReasons(one, other)
	return &pair, nil
}
