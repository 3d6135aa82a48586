package catalogue

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// Waits is what of its goods waits for an organisation. Each list is maxWaits long at
// most: what expires first before the rest, of what was refused the latest.
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
	soon := store.Range{Field: "expiresAt", Below: string(addDays(s.Today(), RenewWithin+1))}
	var err error
	if waits.Expiring, err = s.unfollowed(ctx, actor, CertificateVerified, "expiresAt", soon); err != nil {
		return waits, err
	}
	if waits.Refused, err = s.unfollowed(ctx, actor, CertificateRejected, "-expiresAt"); err != nil {
		return waits, err
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

// unfollowed are the certificates of the actor's organisation in a status that no other
// made good. Those that others did may be hundreds.
func (s *Service) unfollowed(ctx context.Context, actor account.Actor, status CertificateStatus, sort string, more ...store.Filter) ([]OwnCertificate, error) {
	where := append(store.And{store.Eq{Field: "organizationId", Value: actor.OrganizationID}, store.Eq{Field: "status", Value: string(status)}}, more...)
	products, others := map[string]*Product{}, map[string][]Certificate{} // of each product, nil for one that is gone
	page, err := s.certificates.Sift(ctx, store.Query{Where: where, Sort: []string{sort}, Limit: maxWaits}, func(certificates []Certificate) ([]bool, error) {
		kept := make([]bool, len(certificates))
		for i := range certificates {
			c := &certificates[i]
			if _, known := products[c.ProductID]; !known {
				product, err := s.Lookup(ctx, c.ProductID)
				if err == nil {
					others[c.ProductID], err = s.Certificates(ctx, actor, c.ProductID)
				}
				if err != nil && !fault.Is(err, fault.NotFound) {
					return nil, err
				}
				products[c.ProductID] = product
			}
			kept[i] = products[c.ProductID] != nil && !s.followed(c, others[c.ProductID])
		}
		return kept, nil
	})
	var own []OwnCertificate
	for i := range page.Items {
		own = append(own, OwnCertificate{&page.Items[i], products[page.Items[i].ProductID]})
	}
	return own, err
}

// followed reports whether another certificate of the product runs on after this one, or
// was reported after it and waits for an officer.
func (s *Service) followed(c *Certificate, others []Certificate) bool {
	until := s.Today() // what was refused is made good by any in force
	if c.Status == CertificateVerified {
		until = c.ExpiresAt
	}
	return slices.ContainsFunc(others, func(other Certificate) bool {
		return other.Status == CertificatePending && other.CreatedAt.After(c.CreatedAt.Time) || other.Status == CertificateVerified && other.ExpiresAt > until
	})
}
