package catalogue

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// CertificateStatus says whether a certificate counts.
type CertificateStatus string

// Statuses of certificates. Only a verified one gives stars, until it lapses.
const (
	CertificatePending  CertificateStatus = "pending"
	CertificateVerified CertificateStatus = "verified"
	CertificateRejected CertificateStatus = "rejected"
	CertificateLapsed   CertificateStatus = "lapsed"
	CertificateRevoked  CertificateStatus = "revoked"
)

// CriteriaVersions are the sets of OCOP criteria: QĐ 148/QĐ-TTg of 2023 and
// QĐ 1048/QĐ-TTg of 2019.
var CriteriaVersions = []string{"qd-148-2023", "qd-1048-2019"}

// validityMonths is how long a certificate runs from its issue.
const validityMonths = 36

// Certificate is an OCOP certificate of one product.
type Certificate struct {
	store.Meta      `json:",inline"`
	ProductID       string             `json:"productId"`
	OrganizationID  string             `json:"organizationId"`
	Areas           []string           `json:"areas"`
	Number          string             `json:"number"`
	DecisionNumber  string             `json:"decisionNumber"`
	Issuer          string             `json:"issuer"`
	IssuedAt        measure.Date       `json:"issuedAt"`
	ExpiresAt       measure.Date       `json:"expiresAt"` // first day it no longer counts
	CriteriaVersion string             `json:"criteriaVersion"`
	Score           measure.Amount     `json:"score"`
	Stars           int                `json:"stars"`
	Status          CertificateStatus  `json:"status"`
	Decision        *registry.Decision `json:"decision,omitempty"`
	// Group is that of the criteria version, "" where the product's has none there.
	Group string `json:"group,omitempty"`
	// Renews is the certificate of the same product that this one follows.
	Renews string `json:"renews,omitempty"`
	// AnnexID is the annex of a decision by which it was verified in bulk.
	AnnexID string `json:"annexId,omitempty"`
	// TakenBack are decisions that their officers took back.
	TakenBack []registry.Decision `json:"takenBack,omitempty"`
	// Reminded is the last reminder that was sent, in days ahead.
	Reminded int `json:"reminded,omitempty"`
}

var certificateSchema = store.Schema{Name: "certificates", Indexes: []store.Index{
	{Fields: []string{"number"}, Unique: true},
	{Fields: []string{"productId", "-issuedAt"}},
	{Fields: []string{"status", "expiresAt"}},
	{Fields: []string{"status", "createdAt"}},
	{Fields: []string{"areas", "status", "createdAt"}, Multi: "areas"},
	{Fields: []string{"areas", "status", "expiresAt"}, Multi: "areas"},
	{Fields: []string{"organizationId", "expiresAt"}},
	{Fields: []string{"organizationId", "status", "expiresAt"}},
}}

// StarsOf are the stars of a score: 5 from 90, 4 from 70, 3 from 50, 2 from 30.
func StarsOf(score measure.Amount) int {
	switch {
	case score >= 90_000:
		return 5
	case score >= 70_000:
		return 4
	case score >= 50_000:
		return 3
	case score >= 30_000:
		return 2
	default:
		return 1
	}
}

// NewCertificate is what a member reports.
type NewCertificate struct {
	Number          string
	DecisionNumber  string
	Issuer          string
	IssuedAt        measure.Date
	CriteriaVersion string
	Score           measure.Amount
	Group           string // "" follows the product's
	Renews          string // the ID of the certificate that it follows, "" for none
}

// Certify records a certificate for a product; it waits for an officer. One that
// an officer of the area enters is verified by that.
func (s *Service) Certify(ctx context.Context, actor account.Actor, productID string, n NewCertificate) (*Certificate, error) {
	certificate := &Certificate{ProductID: productID, Number: n.Number, DecisionNumber: n.DecisionNumber, Issuer: n.Issuer,
		IssuedAt: n.IssuedAt, CriteriaVersion: n.CriteriaVersion, Score: n.Score, Group: n.Group, Renews: n.Renews, Status: CertificatePending}
	if err := certificate.check(s.Today()); err != nil {
		return nil, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		product, err := s.manageable(ctx, actor, productID)
		if err != nil {
			return err
		}
		certificate.ID = ""
		certificate.OrganizationID, certificate.Areas = product.OrganizationID, product.Areas
		if certificate.Group == "" {
			certificate.Group = groupOf(product.Group, n.CriteriaVersion)
		}
		if err := certificate.checkGroup(product); err != nil {
			return err
		}
		if err := s.checkRenewal(ctx, certificate); err != nil {
			return err
		}
		if actor.Oversees(product.Areas) {
			s.decide(certificate, actor, true, "")
		} else if err := s.tellOfficers(ctx, certificate, product); err != nil {
			return err
		}
		if err := s.insertCertificate(ctx, certificate); err != nil {
			return err
		}
		return s.registry.ActOnBehalf(ctx, actor, product.OrganizationID, registry.Act{What: "certificates.report", Subject: product.Name})
	})
	if err != nil {
		return nil, err
	}
	return certificate, nil
}

// insertCertificate stores a new one; the product's stars follow.
func (s *Service) insertCertificate(ctx context.Context, c *Certificate) error {
	err := s.certificates.Insert(ctx, c)
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, textNumberTaken).WithField("number", "taken", textNumberTaken)
	}
	if err != nil {
		return err
	}
	return s.deriveStars(ctx, c.ProductID)
}

func (c *Certificate) check(today measure.Date) error {
	var check fault.Check
	c.Number = check.Line("number", c.Number, 1, 100)
	c.DecisionNumber = check.Line("decisionNumber", c.DecisionNumber, 1, 100)
	c.Issuer = check.Line("issuer", c.Issuer, 2, 200)
	if _, err := measure.ParseDate(string(c.IssuedAt)); err != nil {
		if err := check.Take("issuedAt", err); err != nil {
			return err
		}
	} else {
		check.That(c.IssuedAt <= today, "issuedAt", "in_future", textIssuedFuture)
	}
	fault.Need(&check, c.CriteriaVersion, slices.Contains(CriteriaVersions, c.CriteriaVersion), "criteriaVersion", "not_in_list", textCriteria)
	check.That(c.Group == "" || slices.Contains(CriteriaGroups[c.CriteriaVersion], c.Group), "group", "not_in_list", textCriteriaGroup)
	check.That(c.Score >= 0 && c.Score <= 100_000, "score", "out_of_range", textScore)
	c.Stars = StarsOf(c.Score)
	check.That(c.Score < 0 || c.Stars >= 3, "score", "too_low", textScoreLow)
	c.ExpiresAt = c.IssuedAt.AddMonths(validityMonths)
	return check.Err()
}

// checkGroup wants a certificate by today's criteria to be in the product's group;
// the groups of 2019 were cut otherwise.
func (c *Certificate) checkGroup(product *Product) error {
	if c.CriteriaVersion == CriteriaVersions[0] && c.Group != product.Group {
		return fault.Invalid("group", "not_the_products", textGroupOther)
	}
	return nil
}

func (s *Service) decide(c *Certificate, actor account.Actor, approved bool, note string) {
	c.Status = CertificateRejected
	if approved {
		c.Status = CertificateVerified
	}
	c.Decision = &registry.Decision{Approved: approved, Note: note, By: actor.UserID, At: store.At(s.clock())}
}

// VerifyCertificate records an officer's decision on a pending certificate:
// "approve", or "reject" with a note. The product's stars follow in the same Tx.
func (s *Service) VerifyCertificate(ctx context.Context, actor account.Actor, id, decision, note string, version int64) (*Certificate, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	var check fault.Check
	fault.Need(&check, decision, decision == "approve" || decision == "reject", "decision", "not_in_list", textDecision)
	note = check.Prose("note", note, 0, 2000)
	check.That(decision != "reject" || note != "", "note", "required", textNoteNeeded)
	if err := check.Err(); err != nil {
		return nil, err
	}
	var certificate *Certificate
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		certificate, err = s.certificates.Update(ctx, id, func(c *Certificate) error {
			if !actor.Oversees(c.Areas) {
				return fault.Missing(textCertificate)
			}
			if err := store.CheckVersion(&c.Meta, version); err != nil {
				return err
			}
			if c.Status != CertificatePending {
				return fault.New(fault.StateForbids, textDecided)
			}
			s.decide(c, actor, decision == "approve", note)
			return nil
		})
		if fault.Is(err, fault.NotFound) {
			return fault.Missing(textCertificate)
		}
		if err != nil {
			return err
		}
		if err := s.tellMembers(ctx, certificate, certificate.event("decided-"+decision), decidedTexts[decision]); err != nil {
			return err
		}
		return s.deriveStars(ctx, certificate.ProductID)
	})
	if err != nil {
		return nil, err
	}
	return certificate, nil
}

// deriveStars gives the product the stars of its best certificate that is
// verified and runs today, and marks those that ran out as lapsed.
func (s *Service) deriveStars(ctx context.Context, productID string) error {
	held, err := s.certificates.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: productID}, Sort: []string{"-issuedAt"}, Limit: store.MaxLimit})
	if err != nil {
		return err
	}
	today := s.Today()
	var best *Certificate
	for i := range held.Items {
		c := &held.Items[i]
		if c.Status != CertificateVerified {
			continue
		}
		if c.ExpiresAt <= today {
			if _, err := s.certificates.Update(ctx, c.ID, func(c *Certificate) error { c.Status = CertificateLapsed; return nil }); err != nil {
				return err
			}
			if err := s.tellMembers(ctx, c, "lapsed", textNoticeLapsed); err != nil {
				return err
			}
			continue
		}
		if best == nil || c.Stars > best.Stars || c.Stars == best.Stars && c.ExpiresAt > best.ExpiresAt {
			best = c
		}
	}
	_, err = s.products.Update(ctx, productID, func(p *Product) error {
		p.Stars, p.StarsUntil, p.CertificateID = 0, "", ""
		if best != nil {
			p.Stars, p.StarsUntil, p.CertificateID = best.Stars, best.ExpiresAt, best.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.changed(ctx, productID)
}

// Certificates lists a product's certificates, newest first: all of them for its
// members and officers, verified ones for others.
func (s *Service) Certificates(ctx context.Context, actor account.Actor, productID string) ([]Certificate, error) {
	product, err := s.Product(ctx, actor, productID)
	if err != nil {
		return nil, err
	}
	page, err := s.certificates.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: productID}, Sort: []string{"-issuedAt"}, Limit: store.MaxLimit})
	if err != nil || actor.MemberOf(product.OrganizationID) || actor.Oversees(product.Areas) {
		return page.Items, err
	}
	var shown []Certificate
	for _, c := range page.Items {
		if c.Status == CertificateVerified || c.Status == CertificateLapsed || c.Status == CertificateRevoked {
			shown = append(shown, c)
		}
	}
	return shown, nil
}

// LapseCertificates takes the stars of certificates that ran out; the worker
// runs it daily. It returns how many lapsed.
func (s *Service) LapseCertificates(ctx context.Context) (int, error) {
	lapsed := 0
	for {
		page, err := s.certificates.Find(ctx, store.Query{
			Where: store.And{
				store.Eq{Field: "status", Value: string(CertificateVerified)},
				store.Range{Field: "expiresAt", To: string(s.Today())}},
			Sort: []string{"expiresAt"}, Limit: 100})
		if err != nil || len(page.Items) == 0 {
			return lapsed, err
		}
		for _, c := range page.Items {
			err := s.db.Tx(ctx, func(ctx context.Context) error { return s.deriveStars(ctx, c.ProductID) })
			if err != nil {
				return lapsed, fmt.Errorf("lapse certificate %s: %w", c.ID, err)
			}
			lapsed++
		}
	}
}
