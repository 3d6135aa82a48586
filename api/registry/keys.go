package registry

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"lienket/api/store"
	"lienket/search"
)

// keysVersion is raised when index makes other keys, or the gazetteer tells other areas
// of a place; Rekey then makes those of stored organisations anew.
const keysVersion = 3

// followedSince is the version from which on all that an organisation has followed it
// when it moved. What was left behind before is looked for once, with its keys.
const followedSince = 3

// facets end the indexes over keys, so that what else is asked is answered there.
var facets = []string{"status", "kind", "lineOfBusiness", "sizeClass", "rating", "registeredUnder"}

// index makes the keys that an organisation is found by: its areas, its facets and
// the words of its name and numbers. One index over them serves every combination
// of filters, read by whichever key is the rarest.
func (o *Organization) index() {
	o.Keys, o.Keyed = []string{scopeKey("")}, keysVersion
	for _, area := range o.Areas {
		o.Keys = append(o.Keys, scopeKey(area))
	}
	for _, field := range facets {
		if value := o.facet(field); value != "" && !common[facetKey(field, value)] {
			o.Keys = append(o.Keys, facetKey(field, value))
		}
	}
	o.Keys = append(o.Keys, keyWords(o.Name+" "+o.TaxCode+" "+o.RegistrationNumber)...)
	slices.Sort(o.Keys)
	o.Keys = slices.Compact(o.Keys)
}

func (o *Organization) facet(field string) string {
	return map[string]string{"status": string(o.Status), "kind": string(o.Kind), "lineOfBusiness": o.LineOfBusiness,
		"sizeClass": string(o.SizeClass), "rating": string(o.Rating), "registeredUnder": string(o.RegisteredUnder)}[field]
}

// scopeKey finds what is in an area, "" for everywhere.
func scopeKey(area string) string { return "@" + area }

func facetKey(field, value string) string { return field + "=" + value }

// common are facets that most organisations have: nothing is read by them.
var common = map[string]bool{facetKey("status", string(Verified)): true, facetKey("kind", string(Cooperative)): true}

func isFacet(key string) bool { return strings.Contains(key, "=") }

// shortForms are what people write in full or not.
var shortForms = strings.NewReplacer(" hop tac xa ", " htx ", " to hop tac ", " tht ")

// keyWords are the words of a text, folded, with the kinds of organisations in
// their short form.
func keyWords(text string) []string {
	return strings.Fields(shortForms.Replace(" " + search.Fold(text) + " "))
}

// verifiedIn is the condition on verified organisations in an area, "" for everywhere.
func verifiedIn(area string) store.And {
	return store.And{store.Contains{Field: "keys", Value: scopeKey(area)}, store.Eq{Field: "status", Value: string(Verified)}}
}

// commonness remembers for a while how many organisations a key finds. It decides
// which key a list is read by, not what is in it.
type commonness struct {
	mu     sync.Mutex
	since  time.Time
	counts map[string]int64
}

const (
	commonFor  = time.Minute
	mostCommon = 10_000 // keys remembered
)

func (s *Service) countOf(ctx context.Context, key string) (int64, error) {
	c, now := &s.commonness, s.clock()
	c.mu.Lock()
	if c.counts == nil || now.Sub(c.since).Abs() > commonFor || len(c.counts) > mostCommon {
		c.counts, c.since = map[string]int64{}, now
	}
	count, known := c.counts[key]
	c.mu.Unlock()
	if known {
		return count, nil
	}
	count, err := s.organizations.Count(ctx, store.Contains{Field: "keys", Value: key})
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[key] = count
	return count, nil
}

// facetBias is how many times as common a key must be as a facet for that to be read
// instead: what is left to check of a facet stands in the index, of others not.
const facetBias = 4

// rarest is the position of the key to read by: the one that finds the fewest, with
// a preference for areas and words over facets.
func (s *Service) rarest(ctx context.Context, keys []string) (int, error) {
	if len(keys) == 1 {
		return 0, nil
	}
	counts := make([]int64, len(keys))
	best := 0
	for i, key := range keys {
		var err error
		if counts[i], err = s.countOf(ctx, key); err != nil {
			return 0, err
		}
		if isFacet(key) {
			counts[i] *= facetBias
		}
		if cmp.Less(counts[i], counts[best]) {
			best = i
		}
	}
	return best, nil
}

// Rekey gives organisations stored by an older version the keys of this one, and the
// areas that its gazetteer tells; what has a copy of these follows. It is called at the
// start, when all that follows is registered; one that was cut short goes on at the next.
func (s *Service) Rekey(ctx context.Context) error {
	outdated := store.Query{Limit: store.MaxLimit, Where: store.Or{
		store.Eq{Field: "keyed", Value: nil}, store.Range{Field: "keyed", Below: keysVersion}}}
	for first := true; ; first = false {
		page, err := s.organizations.Find(ctx, outdated)
		if err != nil || len(page.Items) == 0 {
			return err
		}
		if first {
			for _, renew := range s.renewers {
				if err := renew(ctx); err != nil {
					return err
				}
			}
		}
		err = s.db.Tx(ctx, func(ctx context.Context) error {
			for i := range page.Items {
				if err := s.renew(ctx, page.Items[i].ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// renew makes anew what of an organisation follows from the rest of it.
func (s *Service) renew(ctx context.Context, id string) error {
	var was []string
	leftBehind := false
	o, err := s.organizations.Refresh(ctx, id, func(o *Organization) error {
		was, leftBehind = o.Areas, o.Keyed < followedSince
		if known := s.areas.Path(o.AreaCode); known != nil {
			o.Areas = known
		}
		o.index()
		return nil
	})
	if err != nil || slices.Equal(was, o.Areas) && !leftBehind {
		return err
	}
	if err := s.haveFollow(ctx, o); err != nil {
		return err
	}
	return s.changed(ctx, o)
}
