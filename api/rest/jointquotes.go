package rest

import (
	"context"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// JointQuote is one offer by several suppliers. A supplier that does not lead it
// sees its own part, and of the others the sums alone.
type JointQuote struct {
	ID         string               `json:"id"`
	DemandID   string               `json:"demandId"`
	BuyerID    string               `json:"buyerId"`
	LeadID     string               `json:"leadId,omitempty" doc:"Who leads it; absent: the buyer"`
	ProposedBy string               `json:"proposedBy"`
	Status     sourcing.JointStatus `json:"status" enum:"inviting,offered,accepted,declined,withdrawn"`
	Expired    bool                 `json:"expired" doc:"It is undecided, and no longer valid"`
	Unit       measure.Unit         `json:"unit" doc:"The demand's: of all months"`
	Parts      []JointPart          `json:"parts"`
	Others     *JointSum            `json:"others,omitempty" doc:"For a supplier: what the others give together"`
	Total      JointSum             `json:"total"`
	ValidUntil Instant              `json:"validUntil"`
	Note       string               `json:"note"`
	History    []JointStep          `json:"history"`
	Version    int64                `json:"version"`
	CreatedAt  Instant              `json:"createdAt"`
}

// JointPart is what one supplier gives.
type JointPart struct {
	OrganizationID string              `json:"organizationId"`
	Status         sourcing.PartStatus `json:"status" enum:"invited,confirmed,changed,declined"`
	Lines          []QuoteLine         `json:"lines" doc:"As they stand"`
	Proposed       []QuoteLine         `json:"proposed" doc:"As the supplier was asked"`
	Note           string              `json:"note"`
	AnsweredAt     *Instant            `json:"answeredAt,omitempty"`
}

// JointSum sums parts that are not declined.
type JointSum struct {
	Suppliers int           `json:"suppliers"`
	Answered  int           `json:"answered"`
	Months    []MonthAmount `json:"months"`
	Cost      int64         `json:"cost,omitempty" doc:"VND; not for suppliers"`
}

// JointStep is one move.
type JointStep struct {
	Event string  `json:"event" enum:"confirm,change,drop,offer,accept,decline,withdraw,fill,remind"`
	By    string  `json:"by" doc:"The organisation"`
	At    Instant `json:"at"`
	Note  string  `json:"note"`
}

func showJoint(j *sourcing.JointView, now store.Instant) JointQuote {
	shown := JointQuote{
		ID: j.ID, DemandID: j.DemandID, BuyerID: j.BuyerID, LeadID: j.LeadID, ProposedBy: j.ProposedBy, Status: j.Status,
		Expired: j.Lapsed(now), Unit: j.Unit, Parts: []JointPart{}, Total: showJointSum(j.Total), ValidUntil: Instant{j.ValidUntil},
		Note: j.Note, History: []JointStep{}, Version: j.Version, CreatedAt: Instant{j.CreatedAt},
	}
	for _, part := range j.Parts {
		one := JointPart{OrganizationID: part.OrganizationID, Status: part.Status, Lines: showQuoteLines(part.Lines),
			Proposed: showQuoteLines(part.Proposed), Note: part.Note}
		if !part.AnsweredAt.IsZero() {
			one.AnsweredAt = &Instant{part.AnsweredAt}
		}
		shown.Parts = append(shown.Parts, one)
	}
	if j.Shared {
		others := showJointSum(j.Others)
		shown.Others = &others
	}
	for _, step := range j.Steps {
		shown.History = append(shown.History, JointStep{string(step.Event), step.By, Instant{step.At}, step.Note})
	}
	return shown
}

func showJointSum(sum sourcing.JointSum) JointSum {
	return JointSum{sum.Suppliers, sum.Answered, monthAmounts(sum.Months), sum.Cost}
}

// JointLine is what a supplier is asked for of one product.
type JointLine struct {
	ProductID string        `json:"productId" minLength:"1" maxLength:"64"`
	UnitPrice int64         `json:"unitPrice,omitempty" minimum:"0" maximum:"100000000000" doc:"VND per the product's unit; absent: the highest the supplier names, never above the ceiling"`
	Months    []MonthAmount `json:"months" minItems:"1" maxItems:"60" doc:"Of the demand's unit"`
}

type proposeInput struct {
	ByID
	Body struct {
		Lines        []JointLine        `json:"lines,omitempty" maxItems:"100" doc:"Absent, for the buyer: those of a plan for what remains of the demand"`
		MaxSuppliers int                `json:"maxSuppliers,omitempty" minimum:"0" maximum:"50" doc:"Of that plan"`
		Objective    sourcing.Objective `json:"objective,omitempty" enum:"least-cost,fewest-suppliers,nearest" doc:"Of that plan; absent: least-cost"`
		Lead         string             `json:"lead,omitempty" maxLength:"64" doc:"Who leads it; absent: who proposes"`
		ValidUntil   Deadline           `json:"validUntil"`
		Note         string             `json:"note,omitempty" maxLength:"2000"`
	}
}

func (in *proposeInput) value() sourcing.NewJoint {
	n := sourcing.NewJoint{MaxSuppliers: in.Body.MaxSuppliers, Objective: in.Body.Objective, Lead: in.Body.Lead, ValidUntil: in.Body.ValidUntil.Instant, Note: in.Body.Note}
	n.Lines = jointLines(in.Body.Lines)
	return n
}

func jointLines(wire []JointLine) []sourcing.OfferLine {
	var lines []sourcing.OfferLine
	for _, line := range wire {
		lines = append(lines, sourcing.OfferLine{ProductID: line.ProductID, UnitPrice: line.UnitPrice, Months: fromMonthAmounts(line.Months)})
	}
	return lines
}

type jointNote struct {
	ByID
	Body *struct {
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
}

type jointAcceptance struct {
	ByID
	Body *struct {
		Note      string `json:"note,omitempty" maxLength:"2000"`
		AllowOver bool   `json:"allowOver,omitempty" doc:"Lets a month get more than the demand asked for"`
	}
}

type fillInput struct {
	ByID
	Body *struct {
		Lines []JointLine `json:"lines,omitempty" maxItems:"100" doc:"Absent: those of a plan for what is missing, with suppliers that have no part yet"`
		Note  string      `json:"note,omitempty" maxLength:"2000"`
	}
}

type partChange struct {
	ByID
	Body struct {
		Lines []OfferLine `json:"lines" minItems:"1" maxItems:"50" doc:"One's own part, whole"`
		Note  string      `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) jointQuotes(quotes *sourcing.Service) {
	at := s.resource("joint-quotes", "One offer by several suppliers, each for its part")
	show := func(j *sourcing.JointView) JointQuote { return showJoint(j, quotes.Now()) }
	one := func(j *sourcing.JointView, err error) (*Reply[JointQuote], error) {
		if err != nil {
			return nil, err
		}
		return versioned(show(j), j.Version), nil
	}
	move := func(ctx context.Context, id string, m sourcing.JointMove) (*Reply[JointQuote], error) {
		return one(quotes.MoveJoint(ctx, actor(ctx), id, ifMatch(ctx), m))
	}

	create(at, "/demands/{id}/joint-quotes", "Ask several suppliers for one joint quote", func(ctx context.Context, in *proposeInput) (*Reply[JointQuote], error) {
		j, err := quotes.Propose(ctx, actor(ctx), in.ID, in.value())
		if err != nil {
			return nil, err
		}
		return created("/joint-quotes/"+j.ID, show(j), j.Version), nil
	})
	get(at, "/demands/{id}/joint-quotes", "A demand's joint quotes: all for the buyer, one's own for others", func(ctx context.Context, in *pageOf) (*Reply[List[JointQuote]], error) {
		page, err := quotes.JointQuotes(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, show), err
	}, signedIn)
	get(at, "/joint-quotes", "The joint quotes that one's organisation is a party of, the newest first", func(ctx context.Context, in *Paging) (*Reply[List[JointQuote]], error) {
		page, err := quotes.JointQuotes(ctx, actor(ctx), "", in.Cursor, in.Limit)
		return listed(page, show), err
	}, signedIn)
	get(at, "/joint-quotes/{id}", "One joint quote", func(ctx context.Context, in *ByID) (*Reply[JointQuote], error) {
		return one(quotes.JointQuote(ctx, actor(ctx), in.ID))
	}, signedIn)
	for event, summary := range map[sourcing.JointEvent]string{
		sourcing.ConfirmPart: "Confirm one's part", sourcing.DropPart: "Take no part",
		sourcing.RemindParts:  "Remind who has not answered, once a day",
		sourcing.OfferJoint:   "End the round: who has confirmed offers, the others are left out",
		sourcing.DeclineJoint: "Decline the whole, as its buyer", sourcing.WithdrawJoint: "Take the whole back, as who proposed or leads it",
	} {
		post(at, "/joint-quotes/{id}/"+string(event), summary, func(ctx context.Context, in *jointNote) (*Reply[JointQuote], error) {
			m := sourcing.JointMove{Event: event}
			if in.Body != nil {
				m.Note = in.Body.Note
			}
			return move(ctx, in.ID, m)
		})
	}
	post(at, "/joint-quotes/{id}/change", "Confirm one's part on other terms", func(ctx context.Context, in *partChange) (*Reply[JointQuote], error) {
		return move(ctx, in.ID, sourcing.JointMove{Event: sourcing.ChangePart, Lines: offerLines(in.Body.Lines), Note: in.Body.Note})
	})
	post(at, "/joint-quotes/{id}/fill", "Ask more suppliers for what is missing, as its buyer", func(ctx context.Context, in *fillInput) (*Reply[JointQuote], error) {
		m := sourcing.JointMove{Event: sourcing.FillJoint}
		if in.Body != nil {
			m.Lines, m.Note = jointLines(in.Body.Lines), in.Body.Note
		}
		return move(ctx, in.ID, m)
	})
	post(at, "/joint-quotes/{id}/accept", "Accept the whole, as its buyer", func(ctx context.Context, in *jointAcceptance) (*Reply[JointQuote], error) {
		m := sourcing.JointMove{Event: sourcing.AcceptJoint}
		if in.Body != nil {
			m.Note, m.AllowOver = in.Body.Note, in.Body.AllowOver
		}
		return move(ctx, in.ID, m)
	})
}
