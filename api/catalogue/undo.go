package catalogue

import (
	"context"
	"fmt"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
)

// UndoFor is how long an officer may take back their own decision on a certificate.
const UndoFor = registry.UndoFor

// Undoable reports whether actor may still take back the decision: it is their own,
// not older than UndoFor, and stands by itself. Rows of an annex are decided
// together and revoked one by one.
func (c *Certificate) Undoable(actor account.Actor, now time.Time) bool {
	decided := c.Status == CertificateVerified || c.Status == CertificateRejected
	return decided && c.AnnexID == "" && c.Decision != nil && c.Decision.By == actor.UserID && now.Sub(c.Decision.At.Time) <= UndoFor
}

// UndoCertificate puts a certificate back among those that wait, by the officer who
// decided on it, within UndoFor. The stars follow in the same Tx; what was decided
// stays in TakenBack. Errors: StateForbids where it is too late, another decided, or
// the certificate has been renewed since; NotFound.
func (s *Service) UndoCertificate(ctx context.Context, actor account.Actor, id string, version int64) (*Certificate, error) {
	if err := actor.Require(account.Officer); err != nil {
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
			if !c.Undoable(actor, s.clock()) {
				return fault.New(fault.StateForbids, textUndoLate.With(int(UndoFor.Minutes())))
			}
			c.TakenBack = append(c.TakenBack, *c.Decision)
			c.Status, c.Decision = CertificatePending, nil
			return nil
		})
		if fault.Is(err, fault.NotFound) {
			return fault.Missing(textCertificate)
		}
		if err != nil {
			return err
		}
		if err := s.checkNotRenewed(ctx, certificate); err != nil {
			return err
		}
		if err := s.tellMembers(ctx, certificate, fmt.Sprintf("undone-%d", len(certificate.TakenBack)), textNoticeUndone); err != nil {
			return err
		}
		return s.deriveStars(ctx, certificate.ProductID)
	})
	if err != nil {
		return nil, err
	}
	return certificate, nil
}

// checkNotRenewed is StateForbids if another certificate follows this one.
func (s *Service) checkNotRenewed(ctx context.Context, c *Certificate) error {
	return s.certificates.Each(ctx, store.Query{Where: store.Eq{Field: "productId", Value: c.ProductID}, Sort: []string{"-issuedAt"}}, func(other *Certificate) error {
		if other.Renews == c.ID {
			return fault.New(fault.StateForbids, textUndoRenewed.With(other.Number))
		}
		return nil
	})
}
