package web

import (
	"github.com/gofiber/fiber/v2"

	"lienket/api/catalogue"
	"lienket/api/label"
	"lienket/web/view"
)

// showTrace answers who has followed the code on a package.
func (s *Site) showTrace(v *visit) error {
	trace, err := s.Catalogue.Trace(v.ctx, v.actor, v.c.Params("id"), v.c.Params("code"))
	if err != nil {
		return err
	}
	product := trace.Product
	model := view.TraceModel{ProductItem: v.product(product, trace.Organization), Maker: view.Link{Label: trace.Organization.Name, URL: "/htx/" + trace.Organization.ID},
		Commune: trace.Commune.Name, Province: trace.Province.Name, Contracts: trace.Contracts}
	if product.Status == catalogue.Published {
		model.ProductURL = "/san-pham/" + product.ID
	}
	for _, district := range trace.Former {
		model.Former = append(model.Former, district.Name)
	}
	if trace.Certificate != nil {
		certificate := certificateModel(trace.Certificate, v.today())
		model.Certificate = &certificate
	}
	code := ""
	if lot := trace.Lot; lot != nil {
		code = lot.Code
		model.LotCode, model.ProducedAt, model.ExpiresAt = lot.Code, lot.ProducedAt, lot.ExpiresAt
		model.Expired = lot.ExpiresAt != "" && lot.ExpiresAt < v.today()
	}
	path := catalogue.TracePath(product.ID, code)
	model.CodeURL = path + codeFile
	page := v.page(v.T("trace.of", "Name", product.Name))
	page.Description, page.Canonical = v.T("trace.meta", "Name", product.Name, "Organization", trace.Organization.Name), v.absolute(path)
	page.NoIndex = code != ""
	return v.render(view.Trace(page, model))
}

// codeFile follows the path of a trace to the picture of its code.
const codeFile = "/ma-qr.svg"

// showCode draws the code that leads to a trace.
func (s *Site) showCode(v *visit) error {
	trace, err := s.Catalogue.Trace(v.ctx, v.actor, v.c.Params("id"), v.c.Params("code"))
	if err != nil {
		return err
	}
	code, err := label.Encode(s.public.String() + catalogue.LabelPath(trace.Product, trace.Lot))
	if err != nil {
		return err
	}
	v.c.Set(fiber.HeaderContentType, "image/svg+xml")
	v.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'")
	v.c.Set(fiber.HeaderCacheControl, "private, max-age=3600")
	return v.c.Send(code.SVG())
}

// followLink leads on from a GS1 Digital Link.
func (s *Site) followLink(v *visit) error {
	id, err := s.Catalogue.ByGTIN(v.ctx, v.c.Params("gtin"))
	if err != nil {
		return err
	}
	return v.c.Redirect(catalogue.TracePath(id, v.c.Params("code")), fiber.StatusTemporaryRedirect)
}
