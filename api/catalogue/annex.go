package catalogue

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// Annex is the list of products that a decision recognises, as an officer has
// uploaded it: each row matched to a product, or in conflict with a reason.
type Annex struct {
	store.Meta      `json:",inline"`
	By              string       `json:"by"`
	Areas           []string     `json:"areas"` // the officer's area and all above it; none for an admin
	DecisionNumber  string       `json:"decisionNumber"`
	Issuer          string       `json:"issuer"`
	IssuedAt        measure.Date `json:"issuedAt"`
	CriteriaVersion string       `json:"criteriaVersion"`
	Rows            []AnnexRow   `json:"rows"`
}

var annexSchema = store.Schema{Name: "annexes", Indexes: []store.Index{
	{Fields: []string{"areas", "-createdAt"}, Multi: "areas"},
	{Fields: []string{"-createdAt"}},
}}

// RowState is how far a row of an annex has come.
type RowState string

// The states of a row.
const (
	RowClean    RowState = "clean"    // matched; the next Apply verifies it
	RowConflict RowState = "conflict" // Code says why; to be resolved or skipped
	RowApplied  RowState = "applied"
	RowSkipped  RowState = "skipped"
	// RowVerified has nothing left to do: Code says by what its product is certified
	// already.
	RowVerified RowState = "already_verified"
)

// AnnexRow is one row.
type AnnexRow struct {
	Row          int            `json:"row"` // in the file, whose header is row 1
	Organization string         `json:"organization"`
	TaxCode      string         `json:"taxCode,omitempty"`
	Product      string         `json:"product"`
	Score        measure.Amount `json:"score"`
	Stars        int            `json:"stars,omitempty"` // as the file says, 0 if it doesn't
	Number       string         `json:"number"`
	State        RowState       `json:"state"`
	Code         string         `json:"code,omitempty"`
	ProductID    string         `json:"productId,omitempty"`
	// CertificateID is that which was reported and waits, or that which was made.
	CertificateID string      `json:"certificateId,omitempty"`
	Candidates    []Candidate `json:"candidates,omitempty"`
	// Declared is the certificate that waits for the product, where it says otherwise.
	Declared *Declared `json:"declared,omitempty"`
	// Confirmed says that an officer holds to the row though another number was declared.
	Confirmed bool `json:"confirmed,omitempty"`
}

// Declared is what an organisation has declared of a certificate.
type Declared struct {
	Number         string         `json:"number"`
	DecisionNumber string         `json:"decisionNumber"`
	IssuedAt       measure.Date   `json:"issuedAt"`
	Score          measure.Amount `json:"score"`
	Stars          int            `json:"stars"`
}

// Candidate is a product that a row may mean.
type Candidate struct {
	ProductID string `json:"productId"`
	Label     string `json:"label"`
}

// NewAnnex is a decision and the rows of its annex.
type NewAnnex struct {
	DecisionNumber  string
	Issuer          string
	IssuedAt        measure.Date
	CriteriaVersion string
	Rows            []AnnexRow // as ReadAnnex makes them
}

// Count is how many rows are in a state.
func (a *Annex) Count(state RowState) int {
	count := 0
	for i := range a.Rows {
		if a.Rows[i].State == state {
			count++
		}
	}
	return count
}

// certificate is what a row would verify.
func (a *Annex) certificate(row *AnnexRow) *Certificate {
	return &Certificate{ProductID: row.ProductID, Number: row.Number, DecisionNumber: a.DecisionNumber, Issuer: a.Issuer,
		IssuedAt: a.IssuedAt, CriteriaVersion: a.CriteriaVersion, Score: row.Score, AnnexID: a.ID}
}

// UploadAnnex matches an annex, by an officer, and keeps the result. Nothing is
// verified by that.
func (s *Service) UploadAnnex(ctx context.Context, actor account.Actor, n NewAnnex) (*Annex, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	annex := &Annex{By: actor.UserID, Areas: s.registry.Areas().Path(actor.AreaCode), DecisionNumber: n.DecisionNumber,
		Issuer: n.Issuer, IssuedAt: n.IssuedAt, CriteriaVersion: n.CriteriaVersion, Rows: n.Rows}
	// The decision is held to the rules of a certificate, by way of a sample.
	sample := annex.certificate(&AnnexRow{Number: "1", Score: 50_000})
	if err := sample.check(s.Today()); err != nil {
		return nil, err
	}
	annex.DecisionNumber, annex.Issuer = sample.DecisionNumber, sample.Issuer
	for i := range annex.Rows {
		if err := s.match(ctx, actor, annex, &annex.Rows[i]); err != nil {
			return nil, err
		}
	}
	if err := s.annexes.Insert(ctx, annex); err != nil {
		return nil, err
	}
	return annex, nil
}

// Annex returns one to the officers of its area and the admin; else NotFound.
func (s *Service) Annex(ctx context.Context, actor account.Actor, id string) (*Annex, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	annex, err := s.annexes.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && !actor.Oversees(annex.Areas) {
		return nil, fault.Missing(textAnnex)
	}
	return annex, err
}

// Annexes lists those of the actor's area, the latest first.
func (s *Service) Annexes(ctx context.Context, actor account.Actor, cursor string, limit int) (store.Page[Annex], error) {
	if err := actor.Require(account.Officer); err != nil {
		return store.Page[Annex]{}, err
	}
	query := store.Query{Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit}
	if actor.AreaCode != "" {
		query.Where = store.Contains{Field: "areas", Value: actor.AreaCode}
	}
	return s.annexes.Find(ctx, query)
}

// ResolveRow says which product a row in conflict means, or with "" that it is
// left out. One for whose product another number waits stays in conflict once more, until
// the same product is chosen with that in view. Errors: StateForbids for a row that is not in conflict; InvalidInput
// naming productId where the row cannot be verified for that product either.
func (s *Service) ResolveRow(ctx context.Context, actor account.Actor, annexID string, number int, productID string, version int64) (*Annex, error) {
	return s.changeAnnex(ctx, actor, annexID, version, func(ctx context.Context, annex *Annex) error {
		at := slices.IndexFunc(annex.Rows, func(r AnnexRow) bool { return r.Row == number })
		if at < 0 {
			return fault.Missing(textAnnexRow)
		}
		row := &annex.Rows[at]
		if row.State != RowConflict {
			return fault.New(fault.StateForbids, textRowSettled)
		}
		if productID == "" {
			row.State = RowSkipped
			return nil
		}
		product, err := s.products.Get(ctx, productID)
		if fault.Is(err, fault.NotFound) || err == nil && !actor.Oversees(product.Areas) {
			return fault.Invalid("productId", "not_found", textRowProduct)
		}
		if err != nil {
			return err
		}
		tried := *row
		tried.Confirmed = row.Code == declaredOtherwise && row.means(productID)
		if err := s.matchProduct(ctx, annex, &tried, product); err != nil {
			return err
		}
		if tried.State == RowConflict && tried.Code != declaredOtherwise {
			return fault.Invalid("productId", tried.Code, RowConflicts[tried.Code])
		}
		*row = tried
		return nil
	})
}

// ApplyAnnex verifies all clean rows at once, all or none, after judging each anew;
// applying again does nothing more. Error: Conflict naming rows that have got into
// conflict meanwhile. They lie with the conflicts then, and the next Apply verifies
// the others.
func (s *Service) ApplyAnnex(ctx context.Context, actor account.Actor, id string, version int64) (*Annex, error) {
	var stale error
	annex, err := s.changeAnnex(ctx, actor, id, version, func(ctx context.Context, annex *Annex) (err error) {
		if stale, err = s.judge(ctx, actor, annex); err != nil || stale != nil {
			return err
		}
		for i := range annex.Rows {
			if row := &annex.Rows[i]; row.State == RowClean {
				if err := s.applyRow(ctx, actor, annex, row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		err = stale
	}
	if err != nil {
		return nil, err
	}
	return annex, nil
}

// JudgeAnnex is the part of ApplyAnnex that outlives its refusal, for a caller whose own
// Tx is undone with that. It changes nothing where no row has got into conflict.
func (s *Service) JudgeAnnex(ctx context.Context, actor account.Actor, id string, version int64) error {
	annex, err := s.Annex(ctx, actor, id)
	if err != nil {
		return err
	}
	stale, err := s.judge(ctx, actor, annex)
	if err != nil || stale == nil {
		return err
	}
	_, err = s.changeAnnex(ctx, actor, id, version, func(ctx context.Context, annex *Annex) (err error) {
		stale, err = s.judge(ctx, actor, annex)
		return err
	})
	if err == nil {
		err = stale
	}
	return err
}

// judge holds the clean rows to all rules anew; stale names those that are in conflict
// now.
func (s *Service) judge(ctx context.Context, actor account.Actor, annex *Annex) (stale, err error) {
	refusal := fault.New(fault.Conflict, textAnnexStale)
	for i := range annex.Rows {
		row := &annex.Rows[i]
		if row.State != RowClean {
			continue
		}
		product, err := s.Lookup(ctx, row.ProductID)
		switch {
		case fault.Is(err, fault.NotFound):
			row.conflict("no_product")
		case err != nil:
			return nil, err
		case !actor.Oversees(product.Areas):
			row.conflict("other_area")
		default:
			row.Confirmed = true // what was declared since waits on, and keeps nobody from it
			if err := s.matchProduct(ctx, annex, row, product); err != nil {
				return nil, err
			}
		}
		if row.State == RowConflict {
			refusal = refusal.WithField(fmt.Sprintf("rows[%d]", i), row.Code, RowConflicts[row.Code])
		}
	}
	if len(refusal.Fields) == 0 {
		return nil, nil
	}
	return refusal, nil
}

// applyRow verifies the certificate that waits, or makes a verified one.
func (s *Service) applyRow(ctx context.Context, actor account.Actor, annex *Annex, row *AnnexRow) error {
	product, err := s.Lookup(ctx, row.ProductID)
	if err != nil {
		return err
	}
	row.State, row.Code, row.Candidates = RowApplied, "", nil
	certificate := annex.certificate(row)
	if row.CertificateID != "" {
		verified, err := s.certificates.Update(ctx, row.CertificateID, func(c *Certificate) error {
			c.AnnexID = annex.ID
			s.decide(c, actor, true, "")
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.deriveStars(ctx, product.ID); err != nil {
			return err
		}
		certificate = verified
	} else {
		if err := certificate.check(s.Today()); err != nil {
			return err
		}
		certificate.OrganizationID, certificate.Areas = product.OrganizationID, product.Areas
		certificate.Group = groupOf(product.Group, annex.CriteriaVersion)
		s.decide(certificate, actor, true, "")
		if err := s.insertCertificate(ctx, certificate); err != nil {
			return err
		}
	}
	row.CertificateID = certificate.ID
	return s.tellMembers(ctx, certificate, "decided-approve", textNoticeApproved)
}

func (s *Service) changeAnnex(ctx context.Context, actor account.Actor, id string, version int64, change func(context.Context, *Annex) error) (*Annex, error) {
	var annex *Annex
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.Annex(ctx, actor, id); err != nil {
			return err
		}
		var err error
		annex, err = s.annexes.Update(ctx, id, func(a *Annex) error {
			if err := store.CheckVersion(&a.Meta, version); err != nil {
				return err
			}
			return change(ctx, a)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return annex, nil
}
