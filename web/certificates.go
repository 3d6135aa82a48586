package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/web/view"
)

var certificateFields = []formField{
	{"number", "certificate.number"}, {"decisionNumber", "certificate.decision"}, {"issuer", "certificate.issuer"},
	{"issuedAt", "certificate.issued"}, {"criteriaVersion", "certificate.criteria"}, {"score", "certificate.score"}, {"renews", "certificate.renews"},
}

// showCertificates lists a product's certificates and asks for a new one.
func (s *Site) showCertificates(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.certificatesPage(view.Form{Values: map[string]string{"criteriaVersion": catalogue.CriteriaVersions[0]}})
}

func (s *Site) reportCertificate(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	field, id := v.c.FormValue, v.c.Params("id")
	var err error
	if certificate := field("certificate"); certificate != "" {
		_, err = s.Catalogue.VerifyCertificate(v.ctx, v.actor, certificate, field("decision"), field("note"), 0)
	} else {
		var check fault.Check
		n := catalogue.NewCertificate{Number: field("number"), DecisionNumber: field("decisionNumber"), Issuer: field("issuer"),
			IssuedAt: measure.Date(field("issuedAt")), CriteriaVersion: field("criteriaVersion"), Score: typed(&check, "score", field("score")), Renews: field("renews")}
		check.That(field("issuedAt") != "", "issuedAt", "required", fault.Required)
		check.That(field("score") != "", "score", "required", fault.Required)
		err = v.together(check.Err(), func(ctx context.Context) error {
			_, err := s.Catalogue.Certify(ctx, v.actor, id, n)
			return err
		})
	}
	if err != nil {
		form, err := v.refused(err, append([]formField{{"note", "certificate.note"}}, certificateFields...))
		if err != nil {
			return err
		}
		return v.certificatesPage(form)
	}
	v.leaveNotice("saved")
	return v.redirect("/tai-khoan/san-pham/" + id + "/chung-nhan")
}

func (v *visit) certificatesPage(form view.Form) error {
	id := v.c.Params("id")
	product, err := v.site.Catalogue.Product(v.ctx, v.actor, id)
	if err == nil {
		_, err = v.site.Registry.Manageable(v.ctx, v.actor, product.OrganizationID)
	}
	if err != nil {
		return err
	}
	held, err := v.site.Catalogue.Certificates(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	model := view.CertificatesModel{Form: form, Product: view.Link{Label: product.Name, URL: "/san-pham/" + id},
		Action: "/tai-khoan/san-pham/" + id + "/chung-nhan", Officer: v.actor.Role == account.Officer || v.actor.Role == account.Admin}
	for i := range held {
		c := &held[i]
		item := view.HeldCertificate{ID: c.ID, Certificate: certificateModel(c, v.today())}
		if c.Decision != nil {
			item.Note = c.Decision.Note
		}
		for _, warning := range c.Warnings() {
			item.Warnings = append(item.Warnings, v.Text(warning))
		}
		model.Held = append(model.Held, item)
		if c.Status == catalogue.CertificateVerified || c.Status == catalogue.CertificateLapsed {
			model.Renewable = append(model.Renewable, view.Option{Value: c.ID, Label: c.Number})
		}
	}
	page := v.page(v.T("certificate.page_title"))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.Certificates(page, model))
}

var annexFields = []formField{{"file", "annex.file"}, {"decisionNumber", "certificate.decision"}, {"issuer", "certificate.issuer"},
	{"issuedAt", "certificate.issued"}, {"criteriaVersion", "certificate.criteria"}}

// showAnnexes lists the officer's annexes and asks for a new one.
func (s *Site) showAnnexes(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.annexesPage(view.AnnexesModel{Form: view.Form{Values: map[string]string{"criteriaVersion": catalogue.CriteriaVersions[0]}}})
}

func (v *visit) annexesPage(model view.AnnexesModel) error {
	found, err := v.site.Catalogue.Annexes(v.ctx, v.actor, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	table := view.Table{Caption: v.T("annex.caption"), Columns: []view.Column{{Label: v.T("certificate.decision")}, {Label: v.T("certificate.issued")},
		{Label: v.T("annex.clean"), Number: true}, {Label: v.T("annex.conflicts"), Number: true}, {Label: v.T("annex.applied"), Number: true}}}
	count := func(a *catalogue.Annex, state catalogue.RowState) string { return v.Int(int64(a.Count(state))) }
	for i := range found.Items {
		a := &found.Items[i]
		table.Rows = append(table.Rows, view.Row{URL: "/can-bo/phu-luc/" + a.ID, Cells: []string{a.DecisionNumber, v.Date(a.IssuedAt),
			count(a, catalogue.RowClean), count(a, catalogue.RowConflict), count(a, catalogue.RowApplied)}})
	}
	page := v.page(v.T("annex.title"))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	model.Table, model.Pager = table, v.cursorPager("/can-bo/phu-luc", found.Next)
	return v.render(view.Annexes(page, model))
}

func (s *Site) uploadAnnex(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	field := v.c.FormValue
	data, err := v.annexFile()
	var rows []catalogue.AnnexRow
	if err == nil {
		rows, err = catalogue.ReadAnnex(data)
	}
	var annex *catalogue.Annex
	err = v.together(err, func(ctx context.Context) error {
		var err error
		annex, err = s.Catalogue.UploadAnnex(ctx, v.actor, catalogue.NewAnnex{DecisionNumber: field("decisionNumber"), Issuer: field("issuer"),
			IssuedAt: measure.Date(field("issuedAt")), CriteriaVersion: field("criteriaVersion"), Rows: rows})
		return err
	})
	if err == nil {
		return v.redirect("/can-bo/phu-luc/" + annex.ID)
	}
	model := view.AnnexesModel{Errors: v.annexErrors(data, err)}
	form, err := v.refused(asConflict(err), annexFields)
	if err != nil {
		return err
	}
	if len(model.Errors.Table.Rows) > 0 {
		form.Problem = model.Errors.Table.Caption
	}
	model.Form = form
	return v.annexesPage(model)
}

// annexErrors are the cells of an annex that cannot be read, by row and column.
func (v *visit) annexErrors(data []byte, refused error) view.ImportErrors {
	var wrong []exchange.RowError
	for _, e := range catalogue.AnnexErrors(data, refused) {
		wrong = append(wrong, exchange.RowError{Row: e.Row, Label: exchange.Text(e.Label), Value: e.Value, Message: exchange.Text(e.Message)})
	}
	shown := view.ImportErrors{Table: v.errorTable(wrong[:min(len(wrong), importErrors)], len(wrong))}
	if len(wrong) > importErrors {
		shown.More = v.T("imports.first_errors", "Count", v.Int(importErrors))
	}
	return shown
}

func (v *visit) annexFile() ([]byte, error) {
	missing := fault.Invalid("file", "required", fault.Required)
	header, err := v.c.FormFile("file")
	if err != nil {
		return nil, missing.Wrap(err)
	}
	file, err := header.Open()
	if err != nil {
		return nil, missing.Wrap(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, catalogue.MaxAnnexBytes+1))
	if err != nil {
		return nil, missing.Wrap(err)
	}
	return data, nil
}

func (s *Site) showAnnex(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.annexPage(view.Form{})
}

func (v *visit) annexPage(form view.Form) error {
	annex, err := v.site.Catalogue.Annex(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	model := view.AnnexModel{Form: form, Action: "/can-bo/phu-luc/" + annex.ID, Decision: annex.DecisionNumber, Issuer: annex.Issuer,
		IssuedAt: v.Date(annex.IssuedAt), Clean: annex.Count(catalogue.RowClean), Conflicts: annex.Count(catalogue.RowConflict),
		Applied: annex.Count(catalogue.RowApplied), Already: annex.Count(catalogue.RowVerified)}
	for _, r := range annex.Rows {
		row := view.AnnexLine{Row: r.Row, Organization: r.Organization, Product: r.Product, Number: r.Number, State: string(r.State),
			Score: v.Amount(r.Score), Reason: v.Text(catalogue.RowConflicts[r.Code])}
		if d := r.Declared; d != nil {
			row.Declared = v.N("annex.declared", d.Stars, "Number", d.Number, "Decision", d.DecisionNumber, "Day", v.Date(d.IssuedAt), "Score", v.Amount(d.Score))
		}
		if row.Organization == "" {
			row.Organization = r.TaxCode
		}
		if r.State == catalogue.RowConflict {
			for _, c := range r.Candidates {
				row.Candidates = append(row.Candidates, view.Option{Value: c.ProductID, Label: c.Label})
			}
		}
		model.Rows = append(model.Rows, row)
	}
	page := v.page(v.T("annex.title"))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.Annex(page, model))
}

// settleAnnex applies the clean rows, or settles one that is in conflict.
func (s *Site) settleAnnex(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, row := v.c.Params("id"), 0
	_, err := fmt.Sscan(v.c.FormValue("row"), &row)
	if v.c.FormValue("action") != "apply" && err != nil {
		return fault.Invalid("row", "required", fault.Required).Wrap(err)
	}
	switch action := v.c.FormValue("action"); action {
	case "apply":
		_, err = s.Catalogue.ApplyAnnex(v.ctx, v.actor, id, 0)
	case "skip":
		_, err = s.Catalogue.ResolveRow(v.ctx, v.actor, id, row, "", 0)
	default: // a product
		_, err = s.Catalogue.ResolveRow(v.ctx, v.actor, id, row, action, 0)
	}
	if err != nil {
		form, refused := v.refused(err, []formField{{"productId", "annex.row"}})
		if refused != nil {
			return refused
		}
		if err := v.staleRows(&form, err); err != nil {
			return err
		}
		return v.annexPage(form)
	}
	return v.redirect("/can-bo/phu-luc/" + id)
}

// staleRows lead to the rows that a refusal names as being in conflict now.
func (v *visit) staleRows(form *view.Form, refusal error) error {
	if !fault.Is(refusal, fault.Conflict) {
		return nil
	}
	annex, err := v.site.Catalogue.Annex(v.ctx, v.actor, v.c.Params("id"))
	var named *fault.Error
	if err != nil || !errors.As(refusal, &named) {
		return err
	}
	for i := range annex.Rows {
		for _, field := range named.Fields {
			if field.Path == fmt.Sprintf("rows[%d]", i) {
				number := strconv.Itoa(annex.Rows[i].Row)
				form.Errors = append(form.Errors, view.FieldError{Name: view.AnnexRowName(number), Label: v.T("annex.line", "Row", number), Text: v.Text(field.Message)})
			}
		}
	}
	return nil
}
