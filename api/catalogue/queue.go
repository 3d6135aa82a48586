package catalogue

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
)

// WaitingKind is what kind of thing waits for an officer's decision.
type WaitingKind string

// Kinds of things that wait.
const (
	WaitingOrganization WaitingKind = "organization"
	WaitingCertificate  WaitingKind = "certificate"
)

// WaitingKinds lists them all.
var WaitingKinds = []WaitingKind{WaitingOrganization, WaitingCertificate}

// Waiting is an organisation or a certificate that waits for an officer.
type Waiting struct {
	Kind         WaitingKind
	ID           string
	Since        store.Instant
	Organization *registry.Organization
	Product      *Product     // of a certificate
	Certificate  *Certificate // nil for an organisation
}

// QueueFilter selects from the queue; empty members do not filter.
type QueueFilter struct {
	Kind   WaitingKind
	Area   string // this area and below; "" is all that the officer oversees
	Cursor string
	Limit  int
}

// Queue is all that waits for an officer of an area, the oldest first. Errors:
// InvalidInput, Forbidden for an area that isn't the officer's.
func (s *Service) Queue(ctx context.Context, actor account.Actor, filter QueueFilter) (store.Page[Waiting], error) {
	var page store.Page[Waiting]
	area, err := s.registry.Overseen(actor, filter.Area)
	if err != nil {
		return page, err
	}
	if filter.Kind != "" && !slices.Contains(WaitingKinds, filter.Kind) {
		return page, fault.Invalid("kind", "not_in_list", textWaitingKind)
	}
	from, err := store.ParsePosition(filter.Cursor)
	if err != nil {
		return page, err
	}
	limit := filter.Limit
	if limit <= 0 || limit > 100 {
		limit = store.DefaultLimit
	}
	items, err := s.waitingFrom(ctx, actor, filter.Kind, area, from, limit+1)
	if err != nil {
		return page, err
	}
	if len(items) > limit {
		items = items[:limit]
		page.Next = items[limit-1].position().Cursor()
	}
	for i := range items {
		if err := s.complete(ctx, &items[i]); err != nil {
			return page, err
		}
	}
	page.Items = items
	return page, nil
}

func (w *Waiting) position() store.Position { return store.Position{At: w.Since, ID: w.ID} }

// waitingFrom merges the kinds.
func (s *Service) waitingFrom(ctx context.Context, actor account.Actor, kind WaitingKind, area string, from store.Position, limit int) ([]Waiting, error) {
	var items []Waiting
	if kind != WaitingCertificate {
		organizations, err := s.registry.WaitingOrganizations(ctx, actor, area, from, limit)
		if err != nil {
			return nil, err
		}
		for i := range organizations {
			o := &organizations[i]
			items = append(items, Waiting{Kind: WaitingOrganization, ID: o.ID, Since: o.CreatedAt, Organization: o})
		}
	}
	if kind != WaitingOrganization {
		page, err := s.certificates.Find(ctx, store.Query{
			Where: append(pendingIn(area), from.Beyond()...), Sort: []string{"createdAt"}, Limit: limit})
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			c := &page.Items[i]
			items = append(items, Waiting{Kind: WaitingCertificate, ID: c.ID, Since: c.CreatedAt, Certificate: c})
		}
	}
	slices.SortFunc(items, func(a, b Waiting) int {
		if a.position().Before(b.position()) {
			return -1
		}
		return 1
	})
	return items[:min(len(items), limit)], nil
}

func pendingIn(area string) store.And {
	where := store.And{store.Eq{Field: "status", Value: string(CertificatePending)}}
	if area != "" {
		where = append(where, store.Contains{Field: "areas", Value: area})
	}
	return where
}

// complete adds what a certificate belongs to.
func (s *Service) complete(ctx context.Context, w *Waiting) error {
	if w.Certificate == nil {
		return nil
	}
	var err error
	if w.Product, err = s.Lookup(ctx, w.Certificate.ProductID); err != nil {
		return err
	}
	w.Organization, err = s.registry.Lookup(ctx, w.Certificate.OrganizationID)
	return err
}

// QueueItem is one thing of an officer's area, waiting or decided. Error: NotFound.
func (s *Service) QueueItem(ctx context.Context, actor account.Actor, kind WaitingKind, id string) (*Waiting, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	switch kind {
	case WaitingOrganization:
		o, err := s.registry.Lookup(ctx, id)
		if err != nil {
			return nil, err
		}
		if actor.Oversees(o.Areas) {
			return &Waiting{Kind: kind, ID: id, Since: o.CreatedAt, Organization: o}, nil
		}
	case WaitingCertificate:
		c, err := s.certificates.Get(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil && actor.Oversees(c.Areas) {
			w := &Waiting{Kind: kind, ID: id, Since: c.CreatedAt, Certificate: c}
			return w, s.complete(ctx, w)
		}
	}
	return nil, fault.Missing(textWaiting)
}

// QueueCounts is how much waits for an officer, in the queue and beside it.
type QueueCounts struct {
	registry.WaitingCounts
	Certificates int64
}

// CountQueue counts what waits in an area, as Queue lists it.
func (s *Service) CountQueue(ctx context.Context, actor account.Actor, area string) (QueueCounts, error) {
	var counts QueueCounts
	area, err := s.registry.Overseen(actor, area)
	if err != nil {
		return counts, err
	}
	if counts.WaitingCounts, err = s.registry.CountWaiting(ctx, actor, area); err != nil {
		return counts, err
	}
	counts.Certificates, err = s.certificates.Count(ctx, pendingIn(area))
	return counts, err
}

// QueueKey names a thing in the queue.
type QueueKey struct {
	Kind WaitingKind
	ID   string
}

// MaxDecided is how many things are decided at once.
const MaxDecided = 100

// DecideAll takes one decision on several things: "approve", or "reject" with a
// note. Each stands for itself: the error in its place says why it was not decided,
// such as that somebody else has. Errors for all: Forbidden, InvalidInput.
func (s *Service) DecideAll(ctx context.Context, actor account.Actor, decision, note string, keys []QueueKey) ([]error, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	var check fault.Check
	check.That(len(keys) > 0, "items", "required", fault.Required)
	check.That(len(keys) <= MaxDecided, "items", "too_many", textDecideMany.With(MaxDecided))
	if err := check.Err(); err != nil {
		return nil, err
	}
	outcomes := make([]error, len(keys))
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		for i, key := range keys {
			outcomes[i] = s.decideOne(ctx, actor, key, decision, note)
			switch fault.CodeOf(outcomes[i]) {
			case "", fault.NotFound, fault.StateForbids, fault.Forbidden, fault.Conflict: // stands for itself
			default:
				return outcomes[i]
			}
		}
		return nil
	})
	return outcomes, err
}

func (s *Service) decideOne(ctx context.Context, actor account.Actor, key QueueKey, decision, note string) error {
	var err error
	switch key.Kind {
	case WaitingOrganization:
		_, err = s.registry.Verify(ctx, actor, key.ID, decision, note, 0)
	case WaitingCertificate:
		_, err = s.VerifyCertificate(ctx, actor, key.ID, decision, note, 0)
	default:
		err = fault.Invalid("kind", "not_in_list", textWaitingKind)
	}
	return err
}
