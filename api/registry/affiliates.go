package registry

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// affiliatesPage is where both sides see and change memberships.
const affiliatesPage = "/tai-khoan/lien-hiep"

// LeastAffiliates is below how many member cooperatives a union is asked about. That
// the law wants three is unverified.
const LeastAffiliates = 3

// AffiliationStatus is where a cooperative's membership of a union stands.
type AffiliationStatus string

// Statuses. What was proposed and not confirmed ends declined, whoever took it back.
const (
	AffiliationProposed  AffiliationStatus = "proposed"
	AffiliationConfirmed AffiliationStatus = "confirmed"
	AffiliationDeclined  AffiliationStatus = "declined"
	AffiliationEnded     AffiliationStatus = "ended"
)

// Affiliation is a cooperative's membership of a union.
type Affiliation struct {
	store.Meta    `json:",inline"`
	UnionID       string            `json:"unionId"`
	CooperativeID string            `json:"cooperativeId"`
	Status        AffiliationStatus `json:"status"`
	Since         measure.Date      `json:"since"`
	Until         measure.Date      `json:"until,omitempty"` // of an ended one
	Steps         []AffiliationStep `json:"steps"`
	// Pair is of both, while it is proposed or confirmed: no two are.
	Pair string `json:"pair,omitempty"`
}

// AffiliationStep is who brought an affiliation to a status, when and why.
type AffiliationStep struct {
	To     AffiliationStatus `json:"to"`
	By     string            `json:"by"`
	ByName string            `json:"byName"`
	At     store.Instant     `json:"at"`
	Reason string            `json:"reason"`
	// MergedFrom is the name of the merged record whose membership gave way to the kept
	// record's.
	MergedFrom string `json:"mergedFrom,omitempty"`
}

// Told is for people why the affiliation stands as it does, "" for no reason given.
func (a *Affiliation) Told() fault.Text {
	last := a.Steps[len(a.Steps)-1]
	return toldOf(last.MergedFrom, last.Reason)
}

var affiliationSchema = store.Schema{Name: "affiliations", Indexes: []store.Index{
	{Fields: []string{"pair"}, Unique: true},
	{Fields: []string{"unionId"}},
	{Fields: []string{"unionId", "status"}},
	{Fields: []string{"cooperativeId"}},
	{Fields: []string{"cooperativeId", "status"}},
}}

// Affiliated is an affiliation with both sides.
type Affiliated struct {
	*Affiliation
	Union       *Organization
	Cooperative *Organization
}

// Affiliates lists a union's member cooperatives, or the unions of a cooperative, in
// the order in which they were proposed: to everybody those confirmed, to who may act
// for the organisation all.
func (s *Service) Affiliates(ctx context.Context, actor account.Actor, id, cursor string, limit int) (store.Page[Affiliated], error) {
	var none store.Page[Affiliated]
	organization, err := s.Organization(ctx, actor, id)
	if err != nil {
		return none, err
	}
	field := map[Kind]string{Union: "unionId", Cooperative: "cooperativeId"}[organization.Kind]
	if field == "" {
		return none, nil // neither has nor joins a union
	}
	where := store.And{store.Eq{Field: field, Value: organization.ID}}
	if !actor.MemberOf(organization.ID) && !actor.Oversees(organization.Areas) {
		where = append(where, store.Eq{Field: "status", Value: string(AffiliationConfirmed)})
	}
	return s.affiliatedPage(ctx, store.Query{Where: where, Sort: []string{"_id"}, Cursor: cursor, Limit: limit})
}

// Proposals are the affiliations that wait for a word, the newest first, for who may
// act for the organisation.
func (s *Service) Proposals(ctx context.Context, actor account.Actor, id string) (store.Page[Affiliated], error) {
	organization, err := s.Manageable(ctx, actor, id)
	field := "cooperativeId"
	if err != nil || !slices.Contains([]Kind{Union, Cooperative}, organization.Kind) {
		return store.Page[Affiliated]{}, err
	}
	if organization.Kind == Union {
		field = "unionId"
	}
	return s.affiliatedPage(ctx, store.Query{Sort: []string{"-_id"}, Limit: mostProposals, Where: store.And{
		store.Eq{Field: field, Value: organization.ID}, store.Eq{Field: "status", Value: string(AffiliationProposed)}}})
}

const mostProposals = 100 // at once; those that are answered make room

func (s *Service) affiliatedPage(ctx context.Context, query store.Query) (none store.Page[Affiliated], err error) {
	found, err := s.affiliations.Find(ctx, query)
	if err != nil {
		return none, err
	}
	page := store.Page[Affiliated]{Next: found.Next}
	for i := range found.Items {
		both, err := s.affiliated(ctx, &found.Items[i])
		if err != nil {
			return none, err
		}
		page.Items = append(page.Items, *both)
	}
	return page, nil
}

func (s *Service) affiliated(ctx context.Context, a *Affiliation) (*Affiliated, error) {
	both := &Affiliated{Affiliation: a}
	var err error
	if both.Union, err = s.Lookup(ctx, a.UnionID); err != nil {
		return nil, err
	}
	both.Cooperative, err = s.Lookup(ctx, a.CooperativeID)
	return both, err
}

// Affiliate proposes that a cooperative is a member of a union, by the union or an
// officer of its area; since "" is today. What an officer of both enters is confirmed
// by that. Errors: InvalidInput by field, StateForbids if one of them isn't verified,
// Conflict if they are joined already or asked.
func (s *Service) Affiliate(ctx context.Context, actor account.Actor, unionID, cooperativeID string, since measure.Date) (*Affiliated, error) {
	var made *Affiliated
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		union, err := s.Manageable(ctx, actor, unionID)
		if err != nil {
			return err
		}
		cooperative, err := s.affiliable(ctx, union, cooperativeID)
		if err != nil {
			return err
		}
		if since == "" {
			since = s.today()
		}
		var check fault.Check
		if checkPast(&check, "since", since, s.today()); check.Err() != nil {
			return check.Err()
		}
		made = &Affiliated{Union: union, Cooperative: cooperative, Affiliation: &Affiliation{
			UnionID: union.ID, CooperativeID: cooperative.ID, Since: since, Pair: union.ID + "~" + cooperative.ID}}
		to := AffiliationProposed
		if actor.Oversees(union.Areas) && actor.Oversees(cooperative.Areas) {
			to = AffiliationConfirmed
		}
		made.Affiliation.step(actor, to, store.At(s.clock()), "")
		err = s.affiliations.Insert(ctx, made.Affiliation)
		if fault.Is(err, fault.Conflict) {
			return fault.New(fault.Conflict, textAffiliated).WithField("cooperativeId", "taken", textAffiliated)
		}
		if err != nil {
			return err
		}
		return s.affiliationTold(ctx, made)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// affiliable returns the cooperative, if the two can be joined.
func (s *Service) affiliable(ctx context.Context, union *Organization, cooperativeID string) (*Organization, error) {
	if union.Kind != Union {
		return nil, fault.New(fault.StateForbids, textNotUnion)
	}
	cooperative, err := s.Lookup(ctx, cooperativeID)
	if fault.Is(err, fault.NotFound) || err == nil && (cooperative.Kind != Cooperative || !cooperative.Status.public()) {
		return nil, fault.Invalid("cooperativeId", "not_a_cooperative", textNotCooperative)
	}
	if err != nil {
		return nil, err
	}
	if err := CheckVerified(union); err != nil {
		return nil, err
	}
	return cooperative, CheckVerified(cooperative)
}

func (a *Affiliation) step(actor account.Actor, to AffiliationStatus, at store.Instant, reason string) {
	a.Status = to
	a.Steps = append(a.Steps, AffiliationStep{To: to, By: actor.UserID, ByName: actor.FullName, At: at, Reason: reason})
}

// ConfirmAffiliation is a cooperative's word, or an officer's of its area, that it is
// a member. Errors: StateForbids unless it is proposed.
func (s *Service) ConfirmAffiliation(ctx context.Context, actor account.Actor, id string, version int64) (*Affiliated, error) {
	return s.moveAffiliation(ctx, actor, id, version, func(a *Affiliation, both *Affiliated) error {
		if !actor.MemberOf(both.Cooperative.ID) && !actor.Oversees(both.Cooperative.Areas) {
			return account.ErrForbidden
		}
		if a.Status != AffiliationProposed {
			return fault.New(fault.StateForbids, textNotProposed)
		}
		a.step(actor, AffiliationConfirmed, store.At(s.clock()), "")
		return nil
	})
}

// EndAffiliation ends a membership, or declines what is proposed, by either side or an
// officer of its area; Date "" is today. Errors: StateForbids for an ended one.
func (s *Service) EndAffiliation(ctx context.Context, actor account.Actor, id string, version int64, why Reason) (*Affiliated, error) {
	if why.Date == "" {
		why.Date = s.today()
	}
	var check fault.Check
	why.Text = check.Prose("reason", why.Text, 0, 2000)
	checkPast(&check, "date", why.Date, s.today())
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.moveAffiliation(ctx, actor, id, version, func(a *Affiliation, _ *Affiliated) error {
		switch a.Status {
		case AffiliationProposed:
			a.step(actor, AffiliationDeclined, store.At(s.clock()), why.Text)
		case AffiliationConfirmed:
			if why.Date < a.Since {
				return fault.Invalid("date", "before_start", textUntilFirst)
			}
			a.Until = why.Date
			a.step(actor, AffiliationEnded, store.At(s.clock()), why.Text)
		default:
			return fault.New(fault.StateForbids, textAffiliationOver)
		}
		a.Pair = ""
		return nil
	})
}

// moveAffiliation changes one by who may act for a side. Others may know of a
// confirmed one alone.
func (s *Service) moveAffiliation(ctx context.Context, actor account.Actor, id string, version int64, change func(*Affiliation, *Affiliated) error) (*Affiliated, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	var both *Affiliated
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		affiliation, err := s.affiliations.Get(ctx, id)
		if fault.Is(err, fault.NotFound) {
			return fault.Missing(textAffiliation)
		}
		if err != nil {
			return err
		}
		if both, err = s.affiliated(ctx, affiliation); err != nil {
			return err
		}
		switch {
		case CheckManages(actor, both.Union) == nil, CheckManages(actor, both.Cooperative) == nil:
		case affiliation.Status == AffiliationConfirmed:
			return account.ErrForbidden
		default:
			return fault.Missing(textAffiliation)
		}
		both.Affiliation, err = s.affiliations.Update(ctx, id, func(a *Affiliation) error {
			if err := store.CheckVersion(&a.Meta, version); err != nil {
				return err
			}
			return change(a, both)
		})
		if err != nil {
			return err
		}
		return s.affiliationTold(ctx, both)
	})
	if err != nil {
		return nil, err
	}
	return both, nil
}

// affiliationTold counts the union's members anew and tells both sides.
func (s *Service) affiliationTold(ctx context.Context, both *Affiliated) error {
	count, err := s.affiliations.Count(ctx, store.And{
		store.Eq{Field: "unionId", Value: both.UnionID}, store.Eq{Field: "status", Value: string(AffiliationConfirmed)}})
	if err != nil {
		return err
	}
	if int(count) != both.Union.Affiliates {
		if both.Union, err = s.update(ctx, both.UnionID, func(o *Organization) error { o.Affiliates = int(count); return nil }); err != nil {
			return err
		}
	}
	text := map[AffiliationStatus]fault.Text{AffiliationProposed: textToldProposed, AffiliationConfirmed: textToldConfirmed,
		AffiliationDeclined: textToldDeclined, AffiliationEnded: textToldEnded}[both.Status].With(both.Cooperative.Name, both.Union.Name)
	told := []string{both.CooperativeID}
	if both.Status != AffiliationProposed {
		told = append(told, both.UnionID)
	}
	for _, id := range told {
		err := s.notices.Send(ctx, notice.Members(id), notice.Message{
			Kind: "affiliation-" + string(both.Status), Text: text, Link: affiliatesPage})
		if err != nil {
			return err
		}
	}
	return nil
}
