package web

import (
	"context"
	"strconv"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/label"
	"lienket/api/measure"
	"lienket/web/view"
)

var lotFields = []formField{{"code", "lots.code"}, {"producedAt", "lots.produced"}, {"expiresAt", "lots.expires"}, {"amount", "lots.amount"},
	{"unit", "field.unit"}, {"variantGtin", "lots.package"}, {"note", "lots.note"}}

func productLotsPath(productID string) string { return "/tai-khoan/san-pham/" + productID + "/lo-hang" }

// showLots lists a product's lots and asks for one more.
func (s *Site) showLots(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.lotsPage(view.Form{Values: map[string]string{"producedAt": string(v.today())}})
}

// changeLots records a lot or removes one.
func (s *Site) changeLots(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	field, id := v.c.FormValue, v.c.Params("id")
	var err error
	if field("action") == "remove" {
		err = s.Catalogue.RemoveLot(v.ctx, v.actor, id, field("code"), 0)
	} else {
		var check fault.Check
		n := catalogue.NewLot{Code: field("code"), ProducedAt: measure.Date(field("producedAt")), ExpiresAt: measure.Date(field("expiresAt")),
			Amount: v.amountOf(&check, "amount", field("amount")), Unit: measure.Unit(field("unit")), GTIN: field("variantGtin"), Note: field("note")}
		check.That(field("producedAt") != "", "producedAt", "required", fault.Required)
		err = v.together(check.Err(), func(ctx context.Context) error {
			_, err := s.Catalogue.AddLot(ctx, v.actor, id, n)
			return err
		})
	}
	if err != nil {
		form, err := v.refused(err, lotFields)
		if err != nil {
			return err
		}
		return v.lotsPage(form)
	}
	v.leaveNotice("saved")
	return v.redirect(productLotsPath(id))
}

func (v *visit) lotsPage(form view.Form) error {
	id := v.c.Params("id")
	product, err := v.manageableProduct(id)
	if err != nil {
		return err
	}
	lots, err := v.site.Catalogue.Lots(v.ctx, v.actor, id, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	if form.Values["unit"] == "" {
		form.Values["unit"] = string(product.Unit)
	}
	form.CSRF = v.formToken()
	action := productLotsPath(id)
	model := view.LotsModel{Form: form, Product: view.Link{Label: product.Name, URL: "/san-pham/" + id}, Action: action,
		Draft: product.Status == catalogue.Draft && !product.Referred, Pager: v.cursorPager(action, lots.Next), Most: label.MaxLabels}
	for _, unit := range measure.Units {
		model.Units = append(model.Units, view.Option{Value: string(unit), Label: v.Unit(unit)})
	}
	for _, variant := range product.Variants {
		if variant.GTIN != "" {
			model.GTINs = append(model.GTINs, view.Option{Value: variant.GTIN, Label: variant.Name + " · " + variant.GTIN})
		}
	}
	for i := range lots.Items {
		model.Held = append(model.Held, v.heldLot(&lots.Items[i]))
	}
	page := v.page(v.T("lots.title"))
	page.NoIndex = true
	return v.render(view.Lots(page, model))
}

func (v *visit) heldLot(l *catalogue.Lot) view.HeldLot {
	path := catalogue.TracePath(l.ProductID, l.Code)
	held := view.HeldLot{Code: l.Code, Produced: v.Date(l.ProducedAt), GTIN: l.GTIN, Note: l.Note, TraceURL: path, CodeURL: path + codeFile}
	if l.ExpiresAt != "" {
		held.Expires = v.Date(l.ExpiresAt)
	}
	if l.Amount > 0 {
		held.Amount = v.Quantity(l.Amount, l.Unit)
	}
	return held
}

// printLabels answers a sheet of a lot's labels.
func (s *Site) printLabels(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, code := v.c.Params("id"), v.c.Params("code")
	if _, err := s.Catalogue.Lot(v.ctx, v.actor, id, code); err != nil {
		return err
	}
	trace, err := s.Catalogue.Trace(v.ctx, v.actor, id, code)
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(v.query.Get("so"))
	if err != nil {
		count = label.PerSheet
	}
	sheet, err := label.Sheet(trace.Label(s.public.String(), string(v.Lang())), min(max(count, 1), label.MaxLabels), s.Clock())
	if err != nil {
		return err
	}
	return v.file("application/pdf", "nhan-"+strings.ToLower(trace.Lot.Code)+".pdf", sheet)
}
