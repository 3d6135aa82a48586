package rest

import (
	"context"
	"sync/atomic"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// Thing is a document of the tests' own resource.
type Thing struct {
	store.Meta `json:",inline"`
	Name       string `json:"name"`
	Amount     int64  `json:"amount"`
	Owner      string `json:"owner"`
}

// Things is a service as the areas have them: rules above a collection.
type Things struct {
	Rows    *store.Collection[Thing]
	Made    atomic.Int64 // how often create went through its rules
	Checked atomic.Int64 // how often the slow step ran
	Fail    atomic.Pointer[error]
	Inside  func() // called within create's Tx
}

type thingView struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Amount Decimal `json:"amount"`
}

type thingInput struct {
	Body struct {
		Name   string        `json:"name" minLength:"2" maxLength:"20"`
		Kind   string        `json:"kind,omitempty" enum:"soft,hard"`
		Amount Decimal       `json:"amount"`
		Price  *int64        `json:"price,omitempty" minimum:"0" maximum:"100000000000"`
		Range  Nullable[lim] `json:"range,omitempty"`
		Months []MonthAmount `json:"months,omitempty" maxItems:"3"`
		Day    Date          `json:"day,omitempty"`
		At     Instant       `json:"at,omitempty"`
		Email  string        `json:"email,omitempty" format:"email"`
	}
	checked bool
}

type lim struct {
	Min Decimal `json:"min"`
}

type thingChange struct {
	ByID
	Body struct {
		Name string `json:"name" minLength:"2" maxLength:"20"`
	}
}

type thingsQuery struct {
	Paging
	From Month `query:"from"`
	Year int   `query:"year" minimum:"2000" maximum:"2100"`
}

func viewThing(t *Thing) thingView {
	return thingView{ID: t.ID, Name: t.Name, Amount: decimal(measure.Amount(t.Amount))}
}

// MountThings adds the resource to a server.
func MountThings(s *Server, things *Things) {
	at := s.resource("things", "For tests")
	refused := func() error {
		if err := things.Fail.Load(); err != nil {
			return *err
		}
		return nil
	}
	get(at, "/things", "List", func(ctx context.Context, in *thingsQuery) (*Reply[List[thingView]], error) {
		page, err := things.Rows.Find(ctx, store.Query{Limit: in.Limit, Cursor: in.Cursor})
		if err != nil {
			return nil, err
		}
		return listed(page, viewThing), nil
	})
	get(at, "/things/{id}", "One", func(ctx context.Context, in *ByID) (*Reply[thingView], error) {
		if err := refused(); err != nil {
			return nil, err
		}
		thing, err := things.Rows.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return versioned(viewThing(thing), thing.Version), nil
	})
	create(at, "/things", "New", func(ctx context.Context, in *thingInput) (*Reply[thingView], error) {
		if things.Inside != nil {
			things.Inside()
		}
		thing := &Thing{Name: in.Body.Name, Amount: int64(in.Body.Amount.Amount), Owner: actor(ctx).UserID}
		if err := things.Rows.Insert(ctx, thing); err != nil {
			return nil, err
		}
		things.Made.Add(1)
		if err := refused(); err != nil {
			return nil, err
		}
		return created("/things/"+thing.ID, viewThing(thing), thing.Version), nil
	}, before(func(ctx context.Context, in *thingInput) error {
		things.Checked.Add(1)
		in.checked = true
		return nil
	}))
	patch(at, "/things/{id}", "Change", func(ctx context.Context, in *thingChange) (*Reply[thingView], error) {
		thing, err := things.Rows.Update(ctx, in.ID, func(t *Thing) error {
			if err := store.CheckVersion(&t.Meta, ifMatch(ctx)); err != nil {
				return err
			}
			t.Name = in.Body.Name
			return nil
		})
		if err != nil {
			return nil, err
		}
		return versioned(viewThing(thing), thing.Version), nil
	})
	do(at, "/things/{id}/touch", "Nothing to say", func(ctx context.Context, in *ByID) error { return refused() })
	download(at, "/things/{id}/file", "A file", "text/csv", func(ctx context.Context, in *ByID) (*File, error) {
		return &File{ContentType: "text/csv", Name: "miến.csv", Data: []byte("a;b\n")}, nil
	})
	get(at, "/panic", "Panics", func(ctx context.Context, _ *none) (*Reply[thingView], error) { panic("secret") })
	get(at, "/slow", "Waits for its deadline", func(ctx context.Context, _ *none) (*Reply[thingView], error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	get(at, "/fixed", "One without a store", func(ctx context.Context, _ *none) (*Reply[FixedProduct], error) {
		return versioned(fixed, 3), nil
	})
	get(at, "/import", "A refusal with members", func(ctx context.Context, _ *none) (*Reply[thingView], error) {
		return nil, extend(fault.Invalid("", "rows", fault.T("Sai", "Wrong")), map[string]any{"rows": 2, "errors": []map[string]any{{"row": 2, "column": "name", "code": "required", "message": "x"}}})
	})
}

// FixedProduct is the size of a product's answer.
type FixedProduct struct {
	ID           string    `json:"id"`
	Organization string    `json:"organizationId"`
	Name         string    `json:"name"`
	Group        string    `json:"group"`
	Description  string    `json:"description"`
	Unit         string    `json:"unit"`
	MinOrder     Decimal   `json:"minOrder"`
	Marks        []string  `json:"qualityMarks"`
	Stars        int       `json:"stars"`
	Status       string    `json:"status"`
	Version      int64     `json:"version"`
	CreatedAt    time.Time `json:"createdAt"`
}

var fixed = FixedProduct{
	ID: "0192f0c1-1111-7111-8111-111111111111", Organization: "0192f0c1-2222-7111-8111-111111111111", Name: "Miến dong Côn Minh",
	Group: "thuc-pham", Description: "Miến dong sợi dai, làm từ củ dong riềng trồng trên nương.", Unit: "kg", MinOrder: decimal(50_000),
	Marks: []string{"vietgap", "attp"}, Stars: 4, Status: "published", Version: 3, CreatedAt: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
}

// Bearers are the bearers of the tests' tokens.
func Bearers(_ context.Context, token string) (account.Actor, error) {
	switch token {
	case "an", "binh":
		return account.Actor{UserID: token, Role: account.Cooperative, OrganizationID: "htx-" + token}, nil
	case "store-down":
		return account.Actor{}, fault.New(fault.Unavailable, fault.T("Hỏng", "Down"))
	}
	return account.Actor{}, account.ErrUnauthenticated
}

// Fixed is the body of the benchmarks.
func Fixed() FixedProduct { return fixed }

// Now is the clock of the options, also before they have their defaults.
func (o Options) Now() func() time.Time { return o.withDefaults().Clock }
