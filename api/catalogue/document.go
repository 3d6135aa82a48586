package catalogue

import (
	"context"
	"fmt"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
)

// DocumentSubject is a certificate as what scans are attached to, which the
// registry keeps. Errors: Unauthenticated, and NotFound for whoever may not see
// them.
func (s *Service) DocumentSubject(ctx context.Context, actor account.Actor, certificateID string) (registry.Subject, *Certificate, error) {
	if !actor.SignedIn() {
		return registry.Subject{}, nil, account.ErrUnauthenticated
	}
	c, err := s.certificates.Get(ctx, certificateID)
	if fault.Is(err, fault.NotFound) || err == nil && !actor.MemberOf(c.OrganizationID) && !actor.Oversees(c.Areas) {
		return registry.Subject{}, nil, fault.Missing(textCertificate)
	}
	if err != nil {
		return registry.Subject{}, nil, fmt.Errorf("certificate %s: %w", certificateID, err)
	}
	return registry.Subject{ID: c.ID, OrganizationID: c.OrganizationID, Areas: c.Areas}, c, nil
}
