package rest

import (
	"context"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Quote is what a supplier offers for a demand.
type Quote struct {
	ID             string               `json:"id"`
	DemandID       string               `json:"demandId"`
	BuyerID        string               `json:"buyerId"`
	OrganizationID string               `json:"organizationId" doc:"The supplier"`
	Status         sourcing.QuoteStatus `json:"status" enum:"submitted,countered,accepted,declined,withdrawn"`
	Lines          []QuoteLine          `json:"lines"`
	Awarded        []QuoteLine          `json:"awarded,omitempty" doc:"Of an accepted quote: what the buyer took"`
	ContractID     string               `json:"contractId,omitempty" doc:"The contract that was drawn up from it"`
	Expired        bool                 `json:"expired" doc:"It waits, and its last round is no longer valid"`
	ValidUntil     Instant              `json:"validUntil"`
	Note           string               `json:"note"`
	Rounds         []Round              `json:"rounds" doc:"Every offer, oldest first; lines and validUntil are the last one's"`
	Version        int64                `json:"version"`
	CreatedAt      Instant              `json:"createdAt"`
}

// QuoteLine is one product. Amounts and the price are of unit, the product's.
type QuoteLine struct {
	ProductID string        `json:"productId"`
	Unit      measure.Unit  `json:"unit"`
	UnitPrice int64         `json:"unitPrice"`
	Months    []MonthAmount `json:"months"`
}

// Round is one offer.
type Round struct {
	By         string      `json:"by" doc:"The organisation that made it"`
	At         Instant     `json:"at"`
	Lines      []QuoteLine `json:"lines"`
	ValidUntil Instant     `json:"validUntil"`
	Note       string      `json:"note"`
}

func showQuote(q *sourcing.Quote, now store.Instant) Quote {
	shown := Quote{
		ID: q.ID, DemandID: q.DemandID, BuyerID: q.BuyerID, OrganizationID: q.OrganizationID, Status: q.Status,
		Lines: showQuoteLines(q.Lines), ValidUntil: Instant{q.ValidUntil}, Note: q.Note, Rounds: []Round{}, Expired: q.Lapsed(now), ContractID: q.ContractID,
		Version: q.Version, CreatedAt: Instant{q.CreatedAt},
	}
	if q.Status == sourcing.QuoteAccepted {
		shown.Awarded = showQuoteLines(q.AwardedLines())
	}
	for _, r := range q.Rounds {
		shown.Rounds = append(shown.Rounds, Round{r.By, Instant{r.At}, showQuoteLines(r.Lines), Instant{r.ValidUntil}, r.Note})
	}
	return shown
}

func showQuoteLines(lines []sourcing.QuoteLine) []QuoteLine {
	shown := make([]QuoteLine, len(lines))
	for i, line := range lines {
		shown[i] = QuoteLine{line.ProductID, line.Unit, line.UnitPrice, monthAmounts(line.Months)}
	}
	return shown
}

// OfferLine is one product of an offer.
type OfferLine struct {
	ProductID string        `json:"productId" minLength:"1" maxLength:"64"`
	UnitPrice int64         `json:"unitPrice" minimum:"1" maximum:"100000000000" doc:"VND per the product's unit"`
	Months    []MonthAmount `json:"months" minItems:"1" maxItems:"60" doc:"Of the demand's unit, in its months"`
}

type submitInput struct {
	ByID
	Body struct {
		Lines      []OfferLine `json:"lines" minItems:"1" maxItems:"50"`
		ValidUntil Deadline    `json:"validUntil"`
		Note       string      `json:"note,omitempty" maxLength:"2000"`
	}
}

type counterInput struct {
	ByID
	Body struct {
		Lines      *[]OfferLine `json:"lines,omitempty" minItems:"1" maxItems:"50" doc:"Absent: the lines stay"`
		ValidUntil *Deadline    `json:"validUntil,omitempty"`
		Note       string       `json:"note,omitempty" maxLength:"2000"`
	}
}

func offerLines(wire []OfferLine) []sourcing.OfferLine {
	lines := make([]sourcing.OfferLine, len(wire))
	for i, line := range wire {
		lines[i] = sourcing.OfferLine{ProductID: line.ProductID, UnitPrice: line.UnitPrice, Months: fromMonthAmounts(line.Months)}
	}
	return lines
}

type pageOf struct {
	ByID
	Paging
}

func (s *Server) quotes(quotes *sourcing.Service) {
	at := s.resource("quotes", "Offers for a demand, in rounds")
	show := func(q *sourcing.Quote) Quote { return showQuote(q, quotes.Now()) }
	one := func(q *sourcing.Quote, err error) (*Reply[Quote], error) {
		if err != nil {
			return nil, err
		}
		return versioned(show(q), q.Version), nil
	}

	get(at, "/demands/{id}/quotes", "A demand's quotes: all for the buyer, one's own for a supplier", func(ctx context.Context, in *pageOf) (*Reply[List[Quote]], error) {
		page, err := quotes.Quotes(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, show), err
	}, signedIn)
	create(at, "/demands/{id}/quotes", "Quote for an open demand", func(ctx context.Context, in *submitInput) (*Reply[Quote], error) {
		q, err := quotes.Submit(ctx, actor(ctx), in.ID, sourcing.Offer{
			Lines: offerLines(in.Body.Lines), ValidUntil: in.Body.ValidUntil.Instant, Note: in.Body.Note})
		if err != nil {
			return nil, err
		}
		return created("/quotes/"+q.ID, show(q), q.Version), nil
	})
	comparisons(at, quotes)
	get(at, "/quotes", "One's own quotes, the newest first", func(ctx context.Context, in *Paging) (*Reply[List[Quote]], error) {
		page, err := quotes.Sent(ctx, actor(ctx), in.Cursor, in.Limit)
		return listed(page, show), err
	}, signedIn)
	get(at, "/quotes/{id}", "One quote", func(ctx context.Context, in *ByID) (*Reply[Quote], error) {
		return one(quotes.Quote(ctx, actor(ctx), in.ID))
	}, signedIn)
	post(at, "/quotes/{id}/counter", "Answer with another offer", func(ctx context.Context, in *counterInput) (*Reply[Quote], error) {
		offer := sourcing.Offer{Note: in.Body.Note}
		if in.Body.Lines != nil {
			offer.Lines = offerLines(*in.Body.Lines)
		}
		if in.Body.ValidUntil != nil {
			offer.ValidUntil = in.Body.ValidUntil.Instant
		}
		return one(quotes.Counter(ctx, actor(ctx), in.ID, ifMatch(ctx), offer))
	})
	post(at, "/quotes/{id}/accept", "Accept the other side's offer", func(ctx context.Context, in *ByID) (*Reply[Quote], error) {
		return one(quotes.Accept(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	post(at, "/quotes/{id}/decline", "Decline the other side's offer", func(ctx context.Context, in *ByID) (*Reply[Quote], error) {
		return one(quotes.Decline(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	post(at, "/quotes/{id}/withdraw", "Take one's quote back", func(ctx context.Context, in *ByID) (*Reply[Quote], error) {
		return one(quotes.Withdraw(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
}
