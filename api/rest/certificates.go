package rest

import (
	"context"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// Certificate is an OCOP certificate of a product.
type Certificate struct {
	ID              string                      `json:"id"`
	ProductID       string                      `json:"productId"`
	OrganizationID  string                      `json:"organizationId"`
	Number          string                      `json:"number"`
	DecisionNumber  string                      `json:"decisionNumber"`
	Issuer          string                      `json:"issuer"`
	IssuedAt        measure.Date                `json:"issuedAt" format:"date"`
	ExpiresAt       measure.Date                `json:"expiresAt" format:"date" doc:"The first day on which it no longer counts, 36 months after issue"`
	CriteriaVersion string                      `json:"criteriaVersion" enum:"qd-148-2023,qd-1048-2019"`
	Score           Decimal                     `json:"score"`
	Stars           int                         `json:"stars" minimum:"3" maximum:"5"`
	Status          catalogue.CertificateStatus `json:"status" enum:"pending,verified,rejected,lapsed,revoked"`
	Group           string                      `json:"group,omitempty" doc:"A group of the criteria version"`
	Renews          string                      `json:"renews,omitempty" doc:"The ID of the certificate that it follows"`
	Warnings        []string                    `json:"warnings,omitempty" doc:"What is unusual about it, such as its issuer; no refusal"`
	Note            string                      `json:"note,omitempty"`
	Version         int64                       `json:"version"`
}

func showCertificate(c *catalogue.Certificate, lang string) Certificate {
	shown := Certificate{
		ID: c.ID, ProductID: c.ProductID, OrganizationID: c.OrganizationID, Number: c.Number, DecisionNumber: c.DecisionNumber,
		Issuer: c.Issuer, IssuedAt: c.IssuedAt, ExpiresAt: c.ExpiresAt, CriteriaVersion: c.CriteriaVersion,
		Score: decimal(c.Score), Stars: c.Stars, Status: c.Status, Version: c.Version,
		Group: c.Group, Renews: c.Renews,
	}
	if c.Decision != nil {
		shown.Note = c.Decision.Note
	}
	for _, warning := range c.Warnings() {
		shown.Warnings = append(shown.Warnings, warning.In(lang))
	}
	return shown
}

type certifyInput struct {
	ByID
	Body struct {
		Number          string  `json:"number" minLength:"1" maxLength:"100"`
		DecisionNumber  string  `json:"decisionNumber" minLength:"1" maxLength:"100" doc:"Of the recognising decision"`
		Issuer          string  `json:"issuer" minLength:"2" maxLength:"200"`
		IssuedAt        Day     `json:"issuedAt"`
		CriteriaVersion string  `json:"criteriaVersion" enum:"qd-148-2023,qd-1048-2019"`
		Score           Decimal `json:"score" doc:"Out of 100; stars follow from it"`
		Group           string  `json:"group,omitempty" maxLength:"40" doc:"Of the criteria version; by default the product's"`
		Renews          string  `json:"renews,omitempty" maxLength:"64" doc:"The ID of the certificate that it follows"`
	}
}

type certificatesQuery struct {
	Paging
	CertificatesFilter
}

// CertificatesFilter is what a list is asked by.
type CertificatesFilter struct {
	Status         catalogue.CertificateStatus `query:"status" enum:"pending,verified,rejected,lapsed,revoked" doc:"By default all of an organisation's; for officers those that wait, or with expiresBefore those in force"`
	ExpiresBefore  string                      `query:"expiresBefore" format:"date" doc:"Those that stop counting before this day"`
	Area           string                      `query:"area" maxLength:"16" doc:"This area and all below it, for its officers"`
	OrganizationID string                      `query:"organizationId" maxLength:"64"`
}

func (in *CertificatesFilter) filter(at Paging) catalogue.CertificateFilter {
	return catalogue.CertificateFilter{Status: in.Status, ExpiresBefore: measure.Date(in.ExpiresBefore), Area: in.Area,
		OrganizationID: in.OrganizationID, Cursor: at.Cursor, Limit: at.Limit}
}

type revokeInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

func (s *Server) certificates(products *catalogue.Service) {
	at := s.resource("certificates", "OCOP certificates, from which stars come")

	get(at, "/products/{id}/certificates", "A product's certificates, newest first", func(ctx context.Context, in *ByID) (*Reply[List[Certificate]], error) {
		found, err := products.Certificates(ctx, actor(ctx), in.ID)
		items := make([]Certificate, len(found))
		for i := range found {
			items[i] = showCertificate(&found[i], Language(ctx))
		}
		return reply(List[Certificate]{Items: items}), err
	})
	create(at, "/products/{id}/certificates", "Report a certificate; it waits for an officer", func(ctx context.Context, in *certifyInput) (*Reply[Certificate], error) {
		c, err := products.Certify(ctx, actor(ctx), in.ID, catalogue.NewCertificate{
			Number: in.Body.Number, DecisionNumber: in.Body.DecisionNumber, Issuer: in.Body.Issuer,
			IssuedAt: in.Body.IssuedAt.Date, CriteriaVersion: in.Body.CriteriaVersion, Score: in.Body.Score.Amount,
			Group: in.Body.Group, Renews: in.Body.Renews})
		if err != nil {
			return nil, err
		}
		return created("/products/"+in.ID+"/certificates", showCertificate(c, Language(ctx)), c.Version), nil
	})
	get(at, "/certificates", "An organisation's certificates, or those of an officer's area", func(ctx context.Context, in *certificatesQuery) (*Reply[List[Certificate]], error) {
		page, err := products.ListCertificates(ctx, actor(ctx), in.filter(in.Paging))
		return listed(page, func(c *catalogue.Certificate) Certificate { return showCertificate(c, Language(ctx)) }), err
	}, signedIn)
	post(at, "/certificates/{id}/verify", "Decide on a pending certificate", func(ctx context.Context, in *verifyInput) (*Reply[Certificate], error) {
		c, err := products.VerifyCertificate(ctx, actor(ctx), in.ID, in.Body.Decision, in.Body.Note, ifMatch(ctx))
		if err != nil {
			return nil, err
		}
		return versioned(showCertificate(c, Language(ctx)), c.Version), nil
	})
	post(at, "/certificates/{id}/revoke", "Withdraw a certificate in force", func(ctx context.Context, in *revokeInput) (*Reply[Certificate], error) {
		c, err := products.RevokeCertificate(ctx, actor(ctx), in.ID, in.Body.Reason, ifMatch(ctx))
		if err != nil {
			return nil, err
		}
		return versioned(showCertificate(c, Language(ctx)), c.Version), nil
	})
}
