package catalogue

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
)

// Waits is what of its goods waits for an organisation. Each list is maxWaits long at
// most, certificates by their expiry.
type Waits struct {
	Expiring  []OwnCertificate // in force, to be renewed within RenewWithin days
	Refused   []OwnCertificate // by an officer, and none reported since
	Suspended []Product        // by an officer
}

// OwnCertificate is a certificate and its product.
type OwnCertificate struct {
	Certificate *Certificate
	Product     *Product
}

// RenewWithin is how many days before its lapse a certificate's renewal waits for its
// holder.
const RenewWithin = 90

const maxWaits = 100

// Waiting tells what of its goods waits for the actor's organisation, nothing for who
// sells none. What was renewed, or is reported anew and waits for an officer, does not.
func (s *Service) Waiting(ctx context.Context, actor account.Actor) (Waits, error) {
	var waits Waits
	if actor.Role != account.Cooperative || actor.OrganizationID == "" {
		return waits, nil
	}
	for _, list := range []struct {
		filter CertificateFilter
		into   *[]OwnCertificate
	}{
		{CertificateFilter{Status: CertificateVerified, ExpiresBefore: addDays(s.Today(), RenewWithin+1), Limit: maxWaits}, &waits.Expiring},
		{CertificateFilter{Status: CertificateRejected, Limit: maxWaits}, &waits.Refused},
	} {
		page, err := s.ListCertificates(ctx, actor, list.filter)
		if err != nil {
			return waits, err
		}
		for i := range page.Items {
			c := &page.Items[i]
			product, err := s.Lookup(ctx, c.ProductID)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return waits, err
			}
			followed, err := s.followed(ctx, actor, c)
			if err != nil {
				return waits, err
			}
			if !followed {
				*list.into = append(*list.into, OwnCertificate{c, product})
			}
		}
	}
	page, err := s.Products(ctx, actor, ProductFilter{OrganizationID: actor.OrganizationID, Status: Suspended, Limit: maxWaits})
	if err != nil {
		return waits, err
	}
	for _, p := range page.Items {
		if p.Hold == nil || !p.Hold.WithOwner {
			waits.Suspended = append(waits.Suspended, p)
		}
	}
	return waits, nil
}

// followed reports whether another certificate of the product runs on after this one, or
// was reported after it and waits for an officer.
func (s *Service) followed(ctx context.Context, actor account.Actor, c *Certificate) (bool, error) {
	others, err := s.Certificates(ctx, actor, c.ProductID)
	if err != nil {
		return false, err
	}
	until := s.Today() // what was refused is made good by any in force
	if c.Status == CertificateVerified {
		until = c.ExpiresAt
	}
	return slices.ContainsFunc(others, func(other Certificate) bool {
		return other.Status == CertificatePending && other.CreatedAt.After(c.CreatedAt.Time) || other.Status == CertificateVerified && other.ExpiresAt > until
	}), nil
}
