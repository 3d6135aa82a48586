package linkage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Options are what linkage is built from.
type Options struct {
	DB        store.DB
	Accounts  *account.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Sourcing  *sourcing.Service
	Clock     func() time.Time
}

// Service holds the rules of contracts.
type Service struct {
	db         store.DB
	accounts   *account.Service
	registry   *registry.Service
	catalogue  *catalogue.Service
	sourcing   *sourcing.Service
	clock      func() time.Time
	contracts  *store.Collection[Contract]
	deliveries *store.Collection[Delivery]
	payments   *store.Collection[Payment]
	history    *store.Collection[Entry]
	counters   *store.Collection[counter]
	records    *store.Collection[trackRecord]
	observers  []func(context.Context, Change) error
}

// Change is something that counts in the metrics, told to observers within the
// Tx in which it happens.
type Change struct {
	Contract *Contract
	// One of these is what happened.
	Signed   bool
	Delivery *Delivery // announced, or accepted where its Status says so
	Payment  *Payment
}

// New opens the collections.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, accounts: options.Accounts, registry: options.Registry,
		catalogue: options.Catalogue, sourcing: options.Sourcing, clock: options.Clock}
	var err error
	if s.contracts, err = store.Open[Contract](ctx, s.db, contractSchema, s.clock); err != nil {
		return nil, err
	}
	if s.deliveries, err = store.Open[Delivery](ctx, s.db, deliverySchema, s.clock); err != nil {
		return nil, err
	}
	if s.payments, err = store.Open[Payment](ctx, s.db, paymentSchema, s.clock); err != nil {
		return nil, err
	}
	if s.history, err = store.Open[Entry](ctx, s.db, historySchema, s.clock); err != nil {
		return nil, err
	}
	if s.counters, err = store.Open[counter](ctx, s.db, store.Schema{Name: "counters"}, s.clock); err != nil {
		return nil, err
	}
	if s.records, err = store.Open[trackRecord](ctx, s.db, trackRecordSchema, s.clock); err != nil {
		return nil, err
	}
	s.registry.OnMerge(s.carryMerged)
	s.registry.OnRelocate(s.follow)
	s.registry.Observe(s.refuseUnapproval)
	return s, s.markDrawn(ctx)
}

// Observe registers fn to be called with every Change, in its Tx; an error of fn
// undoes the change. It is for start-up.
func (s *Service) Observe(fn func(context.Context, Change) error) {
	s.observers = append(s.observers, fn)
}

func (s *Service) tell(ctx context.Context, change Change) error {
	for _, observer := range s.observers {
		if err := observer(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) today() measure.Date { return measure.DateOf(s.clock()) }

type counter struct {
	store.Meta `json:",inline"`
	Value      int64 `json:"value"`
}

// nextNumber gives the next contract number of this year: HĐLK-2026-000123.
func (s *Service) nextNumber(ctx context.Context) (string, error) {
	year := s.today()[:4]
	next, err := s.counters.Put(ctx, "contracts-"+string(year), func(c *counter) error { c.Value++; return nil })
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("HĐLK-%s-%06d", year, next.Value), nil
}

// Draw drafts a contract, by a member of one of its parties.
func (s *Service) Draw(ctx context.Context, actor account.Actor, draft DraftContract) (*Contract, error) {
	if err := actor.Require(account.Cooperative, account.Enterprise); err != nil {
		return nil, err
	}
	var contract *Contract
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		contract = &Contract{Meta: store.Meta{ID: store.NewID()}, Status: Draft, Form: draft.Form, StartDate: draft.StartDate, EndDate: draft.EndDate, Terms: draft.Terms}
		err := s.fill(ctx, actor, contract, draft)
		if err != nil {
			return err
		}
		if contract.party(actor) == "" {
			return fault.New(fault.Forbidden, textNotParty)
		}
		if err := contract.check(); err != nil {
			return err
		}
		if contract.Number, err = s.nextNumber(ctx); err != nil {
			return err
		}
		if err := s.record(ctx, contract, actor, "draw", "", ""); err != nil {
			return err
		}
		err = s.contracts.Insert(ctx, contract)
		if fault.Is(err, fault.Conflict) {
			field := "quoteId"
			if contract.JointQuoteID != "" {
				field = "jointQuoteId"
			}
			return fault.New(fault.Conflict, textQuoteUsed).WithField(field, "taken", textQuoteUsed)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return contract, nil
}

// Contract returns a contract to its parties and the officers of their areas; to
// others it does not exist.
func (s *Service) Contract(ctx context.Context, actor account.Actor, id string) (*Contract, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	contract, err := s.contracts.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textContract)
	}
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(contract.Parties, actor.MemberOf) && !actor.Oversees(contract.Areas) {
		return nil, fault.Missing(textContract)
	}
	return contract, nil
}

// ChangeDraft alters a draft, by a party. version 0 accepts any.
func (s *Service) ChangeDraft(ctx context.Context, actor account.Actor, id string, version int64, change ContractChange) (*Contract, error) {
	return s.update(ctx, actor, id, version, func(ctx context.Context, c *Contract) error {
		if c.Status != Draft {
			return fault.New(fault.StateForbids, textNotDraft)
		}
		if c.party(actor) == "" {
			return fault.New(fault.Forbidden, textNotParty)
		}
		set(&c.Form, change.Form)
		set(&c.StartDate, change.StartDate)
		set(&c.EndDate, change.EndDate)
		set(&c.Terms, change.Terms)
		if change.Lines != nil {
			if c.QuoteID != "" || len(c.QuoteIDs) > 0 || c.JointQuoteID != "" {
				return fault.Invalid("lines", "fixed", textLinesFixed)
			}
			if err := s.setLines(ctx, c, *change.Lines); err != nil {
				return err
			}
			if c.party(actor) == "" {
				return fault.New(fault.Forbidden, textNotParty)
			}
		}
		if err := c.check(); err != nil {
			return err
		}
		return s.record(ctx, c, actor, "change", c.Status, "")
	})
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// update changes a contract that actor may see, in a Tx.
func (s *Service) update(ctx context.Context, actor account.Actor, id string, version int64, change func(context.Context, *Contract) error) (*Contract, error) {
	var contract *Contract
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.Contract(ctx, actor, id); err != nil {
			return err
		}
		var err error
		contract, err = s.contracts.Update(ctx, id, func(c *Contract) error {
			if err := store.CheckVersion(&c.Meta, version); err != nil {
				return err
			}
			return change(ctx, c)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return contract, nil
}

// Move is what moves a contract along its table.
type Move struct {
	Event Event
	// Kind and Reason are for Terminate; Suspend needs a Reason.
	Kind   string
	Reason string
}

// Move applies an event by a party. version 0 accepts any. Errors: StateForbids
// where the table has no such move, CapacityExceeded at the last signature, naming
// the months, VersionMismatch. Sign needs CheckPassword before.
func (s *Service) Move(ctx context.Context, actor account.Actor, id string, version int64, move Move) (*Contract, error) {
	var check fault.Check
	move.Reason = check.Prose("reason", move.Reason, 0, 2000)
	if move.Event == Terminate {
		check.That(slices.Contains(EndingKinds, move.Kind), "kind", "not_in_list", textKind)
	}
	if move.Event == Terminate || move.Event == Suspend {
		check.That(move.Reason != "", "reason", "required", textReasonMissing)
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.update(ctx, actor, id, version, func(ctx context.Context, c *Contract) error {
		t, err := transitionFor(c.Status, move.Event)
		if err != nil {
			return err
		}
		if err := t.allows(c, actor); err != nil {
			return err
		}
		return s.apply(ctx, c, actor, t, move)
	})
}

// CheckPassword is what a signature asks for. It is slow, so it goes before Move,
// outside any Tx.
func (s *Service) CheckPassword(ctx context.Context, actor account.Actor, password string) error {
	return s.accounts.VerifyPassword(ctx, actor, password)
}

func (s *Service) apply(ctx context.Context, c *Contract, actor account.Actor, t transition, move Move) error {
	from, now := c.Status, store.At(s.clock())
	c.Status = t.to
	detail := move.Reason
	switch move.Event {
	case Propose:
		if err := s.checkParties(ctx, c); err != nil {
			return err
		}
		if err := s.checkTerm(c); err != nil {
			return err
		}
	case Revise:
		c.Signatures = nil
	case Withdraw:
		if err := s.free(ctx, c); err != nil {
			return err
		}
	case Sign:
		if err := s.checkParties(ctx, c); err != nil {
			return err
		}
		if err := s.checkTerm(c); err != nil {
			return err
		}
		c.Signatures = append(c.Signatures, Signature{OrganizationID: c.party(actor), UserID: actor.UserID,
			FullName: actor.FullName, At: now, ContentHash: hashOf(c.content())})
		if c.allSigned() {
			c.Status = t.then
		}
	case Terminate:
		c.Ending = &Ending{Kind: move.Kind, Reason: move.Reason, By: c.party(actor), At: now}
		detail = c.Ending.detail()
		if err := s.end(ctx, c, now); err != nil {
			return err
		}
	case Complete:
		if err := s.end(ctx, c, now); err != nil {
			return err
		}
	}
	if err := s.recordAt(ctx, c, actor, now, string(move.Event), from, detail); err != nil {
		return err
	}
	if c.Status == Signed && from == Proposed {
		return s.conclude(ctx, c)
	}
	return nil
}

// end is what both ways out do: they give back what was not delivered, which is no
// longer due.
func (s *Service) end(ctx context.Context, c *Contract, now store.Instant) error {
	if err := s.release(ctx, c); err != nil {
		return err
	}
	c.EndedAt = now
	return s.recordEnded(ctx, c)
}

// conclude is what the last signature does: it fixes what the metrics count by,
// commits the capacity and starts the contract if its day has come.
func (s *Service) conclude(ctx context.Context, c *Contract) error {
	c.SignedAt = c.Signatures[len(c.Signatures)-1].At
	for i := range c.Lines {
		line := &c.Lines[i]
		product, err := s.catalogue.Lookup(ctx, line.ProductID)
		if err != nil {
			return err
		}
		line.Group, line.Stars, line.AreaCode = product.Group, product.StarsOn(s.today()), product.AreaCode
	}
	if err := s.reserve(ctx, c); err != nil {
		return err
	}
	if err := s.recordConcluded(ctx, c); err != nil {
		return err
	}
	if err := s.tell(ctx, Change{Contract: c, Signed: true}); err != nil {
		return err
	}
	if c.StartDate <= s.today() {
		return s.start(ctx, c)
	}
	return nil
}

func (s *Service) start(ctx context.Context, c *Contract) error {
	t, err := transitionFor(c.Status, Start)
	if err != nil {
		return err
	}
	return s.apply(ctx, c, account.System, t, Move{Event: Start})
}

// StartDue starts the contracts whose day has come; the worker runs it. It
// returns how many started.
func (s *Service) StartDue(ctx context.Context) (int, error) {
	started := 0
	err := s.contracts.Each(ctx, store.Query{
		Where: store.And{store.Eq{Field: "status", Value: string(Signed)}, store.Range{Field: "startDate", To: string(s.today())}},
		Sort:  []string{"startDate"}, Limit: 100,
	}, func(c *Contract) error {
		started++
		_, err := s.update(ctx, account.System, c.ID, c.Version, s.startOne)
		return err
	})
	return started, err
}

func (s *Service) startOne(ctx context.Context, c *Contract) error { return s.start(ctx, c) }

// checkTerm is StateForbids once the contract's term is over.
func (s *Service) checkTerm(c *Contract) error {
	if c.EndDate < s.today() {
		return fault.New(fault.StateForbids, textEnded)
	}
	return nil
}

func (s *Service) checkParties(ctx context.Context, c *Contract) error {
	for _, id := range c.Parties {
		organization, err := s.registry.Living(ctx, id)
		if err != nil {
			return err
		}
		if err := registry.CheckVerified(organization); err != nil {
			return err
		}
	}
	return nil
}
