package registry

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"lienket/api/account"
	"lienket/api/store"
)

// totals remembers how many organisations a list has: to count those of two common words
// costs more than a page of them. What is changed here empties it; what another replica
// changes is seen after totalsFor at the latest.
type totals struct {
	mu     sync.Mutex
	since  time.Time
	turn   int // grows with every change, so that what was counted before one is not kept after it
	counts map[string]int64
}

const (
	totalsFor  = time.Minute
	mostTotals = 1000 // lists remembered
)

func (t *totals) get(key string, now time.Time) (count int64, known bool, turn int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil || now.Sub(t.since).Abs() > totalsFor || len(t.counts) >= mostTotals {
		t.counts, t.since = map[string]int64{}, now
	}
	count, known = t.counts[key]
	return count, known, t.turn
}

func (t *totals) put(key string, count int64, turn int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.turn == turn {
		t.counts[key] = count
	}
}

func (t *totals) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn, t.counts = t.turn+1, nil
}

// CountOrganizations is how many Organizations lists on all its pages.
func (s *Service) CountOrganizations(ctx context.Context, actor account.Actor, filter OrganizationFilter) (int64, error) {
	if err := s.permit(actor, &filter); err != nil {
		return 0, err
	}
	keys, where := filter.conditions()
	key := fmt.Sprintf("%s|%v", strings.Join(keys, " "), where)
	count, known, turn := s.totals.get(key, s.clock())
	if known {
		return count, nil
	}
	by, err := s.rarest(ctx, keys)
	if err != nil {
		return 0, err
	}
	if count, err = s.organizations.Count(ctx, append(readBy(keys, by), where...)); err != nil {
		return 0, err
	}
	s.totals.put(key, count, turn)
	return count, nil
}

// countAnew forgets totals when the change of ctx's Tx is there.
func (s *Service) countAnew(ctx context.Context) { store.AfterCommit(ctx, s.totals.forget) }
