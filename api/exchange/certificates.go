package exchange

import (
	"context"
	"slices"

	"lienket/api/catalogue"
)

// planCertificates: a row is the certificate of its number.
func planCertificates(ctx context.Context, s *Service, r *run) error {
	products, err := s.productsOf(ctx, r)
	if err != nil {
		return err
	}
	var numbers []string
	r.look(func(_ int, row *row) { numbers = append(numbers, row.text("number")) })
	known, err := s.catalogue.CertificatesNumbered(ctx, numbers)
	if err != nil {
		return err
	}
	var changed []*catalogue.Certificate
	cells := certificateCells(r.table)
	err = r.each(ctx, func(i int, row *row) error {
		n := catalogue.NewCertificate{Number: row.text("number"), DecisionNumber: row.text("decisionNumber"), Issuer: row.text("issuer"),
			IssuedAt: row.day("issuedAt"), CriteriaVersion: row.choice("criteriaVersion")}
		n.Score, _ = row.amount("score")
		if products[i] == nil || slices.Contains(row.wrong, "number") || !row.bad && !row.once("number", n.Number) {
			return nil
		}
		before := known[n.Number]
		planned, err := s.catalogue.PlanCertificate(r.actor, products[i], before, n, !r.ours)
		switch {
		case row.bad:
			return row.besides(err)
		case err != nil:
			return row.refused("number", err)
		}
		if r.count(before != nil, planned == before) {
			changed = append(changed, planned)
			if before != nil {
				name := n.Number + " · " + products[i].Name
				describe(row, name, cells, &certificateRow{owned: owned[catalogue.Certificate]{of: *before}}, &certificateRow{owned: owned[catalogue.Certificate]{of: *planned}})
				if before.Status != planned.Status && planned.Status == catalogue.CertificateVerified {
					row.verifies(name)
				}
			}
		}
		return nil
	})
	r.save = func(ctx context.Context) error { return s.catalogue.SaveCertificates(ctx, r.actor, changed) }
	return err
}
