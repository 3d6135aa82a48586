// Package seed fills an empty database: Demo with a province as the founding
// resolution describes it, Generate with as much as a benchmark wants. Both go
// through the services, so that every rule and promise holds for what they make;
// both walk through two years of history on a Clock that the services were built
// with.
package seed

import (
	"context"
	"errors"
	"sync"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Services are what is filled. They are a set of their own over DB, built with
// Clock's Now, and serve nobody else meanwhile.
type Services struct {
	DB        store.DB
	Accounts  *account.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Sourcing  *sourcing.Service
	Linkage   *linkage.Service
	Promotion *promotion.Service
}

// Options of Demo and Generate.
type Options struct {
	// Clock is the one that the services read.
	Clock *Clock
	// Progress, if any, is told now and then how much of the work is done.
	Progress func(done, total int)
}

// Clock shows the real time, or the time it was set to.
type Clock struct {
	real func() time.Time
	mu   sync.RWMutex
	at   time.Time
}

// NewClock makes a clock that shows the real time.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.at.IsZero() {
		return c.real()
	}
	return c.at
}

// Set stops the clock at t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// Release lets the clock show the real time again.
func (c *Clock) Release() { c.Set(time.Time{}) }

// IsEmpty reports whether nobody has registered an organisation yet. Demo and
// Generate are for an empty database.
func IsEmpty(ctx context.Context, s Services) (bool, error) {
	found := errors.New("found")
	err := s.Registry.Each(ctx, func(*registry.Organization) error { return found })
	if errors.Is(err, found) {
		return false, nil
	}
	return err == nil, err
}

// Password is that of every account of Demo.
const Password = "LienKet-2026"

// Accounts of Demo.
const (
	CooperativeEmail = "htx@demo.lienket.vn"   // director of a verified cooperative
	EnterpriseEmail  = "dn@demo.lienket.vn"    // director of a verified enterprise
	OfficerEmail     = "canbo@demo.lienket.vn" // officer of all Thái Nguyên
	AdminEmail       = "admin@demo.lienket.vn"
)

// Demo makes the demo province: 1 union, 234 cooperatives of which 57 hold 93
// certified products, 40 enterprises, 120 demands and 300 contracts over the 24
// months before today. On one day it makes the same, but for IDs. It takes the
// clock from 24 months ago to last night and then releases it.
func Demo(ctx context.Context, s Services, o Options) error {
	defer o.Clock.Release()
	p := newProvince(s, o.Clock.Now())
	p.plan()
	return p.script.run(ctx, s.DB, o)
}
