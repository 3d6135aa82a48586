package rest

import (
	"context"

	"lienket/api/linkage"
	"lienket/api/measure"
)

// Contract is a linkage contract (Nghị định 98/2018/NĐ-CP).
type Contract struct {
	ID           string         `json:"id"`
	Number       string         `json:"number"`
	Status       linkage.Status `json:"status" enum:"draft,proposed,signed,active,suspended,completed,terminated,withdrawn"`
	Form         string         `json:"form" enum:"form-1,form-2,form-3,form-4,form-5,form-6,form-7" doc:"Article 4 of the decree"`
	QuoteID      string         `json:"quoteId,omitempty"`
	QuoteIDs     []string       `json:"quoteIds,omitempty" doc:"Of one that joins several quotes. Once it is withdrawn it names no quote: they are free for another"`
	JointQuoteID string         `json:"jointQuoteId,omitempty"`
	DemandID     string         `json:"demandId,omitempty"`
	BuyerID      string         `json:"buyerId"`
	SupplierIDs  []string       `json:"supplierIds"`
	Lines        []ContractLine `json:"lines"`
	Value        int64          `json:"value" doc:"VND"`
	StartDate    measure.Date   `json:"startDate" format:"date"`
	EndDate      measure.Date   `json:"endDate" format:"date"`
	Terms        string         `json:"terms"`
	Signatures   []Signature    `json:"signatures"`
	SignedAt     *Instant       `json:"signedAt,omitempty" doc:"Of the last signature"`
	Ending       *Ending        `json:"ending,omitempty"`
	Version      int64          `json:"version"`
	CreatedAt    Instant        `json:"createdAt"`
}

// ContractLine is one product. Amounts and the price are of unit.
type ContractLine struct {
	ID             string        `json:"id"`
	ProductID      string        `json:"productId"`
	ProductName    string        `json:"productName"`
	OrganizationID string        `json:"organizationId"`
	Unit           measure.Unit  `json:"unit"`
	UnitPrice      int64         `json:"unitPrice"`
	Months         []MonthAmount `json:"months"`
}

// Signature is one party's.
type Signature struct {
	OrganizationID string  `json:"organizationId"`
	UserID         string  `json:"userId"`
	FullName       string  `json:"fullName"`
	At             Instant `json:"at"`
	ContentHash    string  `json:"contentHash" doc:"SHA-256 of what was signed"`
}

// Ending says how a contract ended before its term.
type Ending struct {
	Kind   string  `json:"kind" enum:"withdrawal,mutual,breach,force-majeure"`
	Reason string  `json:"reason"`
	By     string  `json:"by"`
	At     Instant `json:"at"`
}

func showContract(c *linkage.Contract) Contract {
	shown := Contract{
		ID: c.ID, Number: c.Number, Status: c.Status, Form: c.Form, QuoteID: c.QuoteID, QuoteIDs: c.QuoteIDs, JointQuoteID: c.JointQuoteID, DemandID: c.DemandID,
		BuyerID: c.BuyerID, SupplierIDs: orEmpty(c.SupplierIDs), Lines: []ContractLine{}, Value: c.Value,
		StartDate: c.StartDate, EndDate: c.EndDate, Terms: c.Terms, Signatures: []Signature{},
		Version: c.Version, CreatedAt: Instant{c.CreatedAt},
	}
	for _, l := range c.Lines {
		shown.Lines = append(shown.Lines, ContractLine{l.ID, l.ProductID, l.ProductName, l.OrganizationID, l.Unit, l.UnitPrice, monthAmounts(l.Months)})
	}
	for _, sig := range c.Signatures {
		shown.Signatures = append(shown.Signatures, Signature{sig.OrganizationID, sig.UserID, sig.FullName, Instant{sig.At}, sig.ContentHash})
	}
	if !c.SignedAt.IsZero() {
		shown.SignedAt = &Instant{c.SignedAt}
	}
	if c.Ending != nil {
		shown.Ending = &Ending{c.Ending.Kind, c.Ending.Reason, c.Ending.By, Instant{c.Ending.At}}
	}
	return shown
}

// NewContractLine is one product of a contract drawn up without a quote.
type NewContractLine struct {
	ProductID string        `json:"productId" minLength:"1" maxLength:"64"`
	Unit      measure.Unit  `json:"unit,omitempty" maxLength:"20" doc:"The product's where absent"`
	UnitPrice int64         `json:"unitPrice" minimum:"1" maximum:"100000000000" doc:"VND per unit"`
	Months    []MonthAmount `json:"months" minItems:"1" maxItems:"60"`
}

type drawInput struct {
	Body struct {
		QuoteID      string            `json:"quoteId,omitempty" maxLength:"64" doc:"An accepted quote, from which parties and lines come"`
		QuoteIDs     []string          `json:"quoteIds,omitempty" minItems:"2" maxItems:"50" doc:"Accepted quotes for one demand: one contract with all their suppliers"`
		JointQuoteID string            `json:"jointQuoteId,omitempty" maxLength:"64" doc:"An accepted joint quote: one contract with all its suppliers"`
		BuyerID      string            `json:"buyerId,omitempty" maxLength:"64" doc:"Without a quote; absent, one's own organisation"`
		Lines        []NewContractLine `json:"lines,omitempty" maxItems:"100" doc:"Without a quote"`
		Form         string            `json:"form" enum:"form-1,form-2,form-3,form-4,form-5,form-6,form-7"`
		StartDate    Day               `json:"startDate"`
		EndDate      Day               `json:"endDate"`
		Terms        string            `json:"terms,omitempty" maxLength:"20000"`
	}
}

type contractChange struct {
	ByID
	Body struct {
		Lines     *[]NewContractLine `json:"lines,omitempty" minItems:"1" maxItems:"100"`
		Form      *string            `json:"form,omitempty" enum:"form-1,form-2,form-3,form-4,form-5,form-6,form-7"`
		StartDate *Day               `json:"startDate,omitempty"`
		EndDate   *Day               `json:"endDate,omitempty"`
		Terms     *string            `json:"terms,omitempty" maxLength:"20000"`
	}
}

func draftLines(wire []NewContractLine) []linkage.DraftLine {
	lines := make([]linkage.DraftLine, len(wire))
	for i, line := range wire {
		lines[i] = linkage.DraftLine{ProductID: line.ProductID, Unit: line.Unit, UnitPrice: line.UnitPrice, Months: fromMonthAmounts(line.Months)}
	}
	return lines
}

func (in *contractChange) value() linkage.ContractChange {
	change := linkage.ContractChange{Form: in.Body.Form, Terms: in.Body.Terms}
	if in.Body.StartDate != nil {
		change.StartDate = &in.Body.StartDate.Date
	}
	if in.Body.EndDate != nil {
		change.EndDate = &in.Body.EndDate.Date
	}
	if in.Body.Lines != nil {
		lines := draftLines(*in.Body.Lines)
		change.Lines = &lines
	}
	return change
}

type contractsQuery struct {
	Paging
	ContractsFilter
}

// ContractsFilter is what a list is asked by.
type ContractsFilter struct {
	Party  string         `query:"party" maxLength:"64" doc:"With this organisation as a party"`
	Status linkage.Status `query:"status" enum:"draft,proposed,signed,active,suspended,completed,terminated,withdrawn"`
	Area   string         `query:"area" maxLength:"16" doc:"With a party in this area or below"`
	Q      string         `query:"q" maxLength:"200" doc:"Beginnings of words of the number, the products and the parties' names; marks do not matter. A page may be short and go on"`
}

func (in *ContractsFilter) filter(at Paging) linkage.ContractFilter {
	return linkage.ContractFilter{Party: in.Party, Status: in.Status, Area: in.Area, Text: in.Q, Cursor: at.Cursor, Limit: at.Limit}
}

type signInput struct {
	ByID
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"256" doc:"The signer's own, asked again"`
	}
}

type reasonInput struct {
	ByID
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

type terminateInput struct {
	ByID
	Body struct {
		Kind   string `json:"kind" enum:"withdrawal,mutual,breach,force-majeure"`
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// HistoryEntry is one link of a contract's history.
type HistoryEntry struct {
	Sequence     int            `json:"sequence"`
	Event        string         `json:"event"`
	From         linkage.Status `json:"from,omitempty"`
	To           linkage.Status `json:"to"`
	UserID       string         `json:"userId"`
	Party        string         `json:"party,omitempty"`
	At           Instant        `json:"at"`
	Detail       string         `json:"detail,omitempty"`
	ContentHash  string         `json:"contentHash"`
	PreviousHash string         `json:"previousHash,omitempty"`
	Hash         string         `json:"hash" doc:"SHA-256 over the entry and the hash before it"`
}

// History is a contract's history, oldest first.
type History struct {
	Items    []HistoryEntry `json:"items"`
	Verified bool           `json:"verified" doc:"Whether the chain of hashes holds and ends in the contract"`
	BrokenAt int            `json:"brokenAt,omitempty" doc:"The sequence of the first entry that does not verify"`
}

func (s *Server) contracts(contracts *linkage.Service) {
	at := s.resource("contracts", "Linkage contracts")
	one := func(c *linkage.Contract, err error) (*Reply[Contract], error) {
		if err != nil {
			return nil, err
		}
		return versioned(showContract(c), c.Version), nil
	}
	move := func(ctx context.Context, id string, move linkage.Move) (*Reply[Contract], error) {
		return one(contracts.Move(ctx, actor(ctx), id, ifMatch(ctx), move))
	}

	get(at, "/contracts", "One's own contracts, or those of an officer's area; the newest first", func(ctx context.Context, in *contractsQuery) (*Reply[List[Contract]], error) {
		page, err := contracts.Contracts(ctx, actor(ctx), in.filter(in.Paging))
		return listed(page, showContract), err
	}, signedIn)
	create(at, "/contracts", "Draw up a contract, from accepted quotes or whole", func(ctx context.Context, in *drawInput) (*Reply[Contract], error) {
		b := in.Body
		if b.QuoteID == "" && len(b.QuoteIDs) == 0 && b.JointQuoteID == "" && b.BuyerID == "" {
			b.BuyerID = actor(ctx).OrganizationID
		}
		c, err := contracts.Draw(ctx, actor(ctx), linkage.DraftContract{QuoteID: b.QuoteID, QuoteIDs: b.QuoteIDs, JointQuoteID: b.JointQuoteID,
			BuyerID: b.BuyerID, Lines: draftLines(b.Lines),
			Form: b.Form, StartDate: b.StartDate.Date, EndDate: b.EndDate.Date, Terms: b.Terms})
		if err != nil {
			return nil, err
		}
		return created("/contracts/"+c.ID, showContract(c), c.Version), nil
	})
	get(at, "/contracts/{id}", "One contract", func(ctx context.Context, in *ByID) (*Reply[Contract], error) {
		return one(contracts.Contract(ctx, actor(ctx), in.ID))
	}, signedIn)
	patch(at, "/contracts/{id}", "Change a draft", func(ctx context.Context, in *contractChange) (*Reply[Contract], error) {
		return one(contracts.ChangeDraft(ctx, actor(ctx), in.ID, ifMatch(ctx), in.value()))
	})
	for event, summary := range map[linkage.Event]string{
		linkage.Propose: "Propose a draft to the other parties", linkage.Revise: "Take a proposal back to draft; signatures fall away",
		linkage.Withdraw: "Give a contract up before it is signed", linkage.Suspend: "Suspend, with a reason",
		linkage.Resume: "Go on with a suspended contract", linkage.Complete: "Complete",
	} {
		post(at, "/contracts/{id}/"+string(event), summary, func(ctx context.Context, in *reasonInput) (*Reply[Contract], error) {
			m := linkage.Move{Event: event}
			if in.Body != nil {
				m.Reason = in.Body.Reason
			}
			return move(ctx, in.ID, m)
		})
	}
	post(at, "/contracts/{id}/sign", "Sign; the last signature commits the capacity", func(ctx context.Context, in *signInput) (*Reply[Contract], error) {
		return move(ctx, in.ID, linkage.Move{Event: linkage.Sign})
	}, before(func(ctx context.Context, in *signInput) error {
		return contracts.CheckPassword(ctx, actor(ctx), in.Body.Password)
	}))
	post(at, "/contracts/{id}/terminate", "End a contract before its term", func(ctx context.Context, in *terminateInput) (*Reply[Contract], error) {
		return move(ctx, in.ID, linkage.Move{Event: linkage.Terminate, Kind: in.Body.Kind, Reason: in.Body.Reason})
	})
	get(at, "/contracts/{id}/history", "Everything that happened to a contract, verified", func(ctx context.Context, in *ByID) (*Reply[History], error) {
		history, err := contracts.History(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return reply(showHistory(history)), nil
	}, signedIn)
}

func showHistory(h linkage.History) History {
	shown := History{Items: []HistoryEntry{}, Verified: h.Verified, BrokenAt: h.Broken}
	for _, e := range h.Entries {
		shown.Items = append(shown.Items, HistoryEntry{e.Sequence, e.Event, e.From, e.To, e.UserID, e.Party, Instant{e.At}, e.Detail, e.Content, e.Previous, e.Hash})
	}
	return shown
}
