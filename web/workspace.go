package web

import (
	"strconv"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/web/view"
)

const workspaceItems = 10

// showWorkspace shows who is signed in what is theirs and what to do next.
func (s *Site) showWorkspace(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	model := view.WorkspaceModel{Name: v.actor.FullName, Role: string(v.actor.Role)}
	var err error
	switch v.actor.Role {
	case account.Cooperative:
		err = v.fillCooperative(&model)
	case account.Enterprise:
		err = v.fillEnterprise(&model)
	case account.Officer, account.Admin:
		err = v.fillOfficer(&model)
	}
	if err != nil {
		return err
	}
	page := v.page(v.T("workspace.title"))
	page.Nav, page.NoIndex = "/tai-khoan", true
	return v.render(view.Workspace(page, model))
}

func (v *visit) own(model *view.WorkspaceModel) (*registry.Organization, error) {
	organization, err := v.site.Registry.Organization(v.ctx, v.actor, v.actor.OrganizationID)
	if err != nil {
		return nil, err
	}
	item := v.organization(organization)
	model.Organization = &item
	model.Steps = append(model.Steps, view.Step{Text: v.T("workspace.step_verify"), Done: organization.Status == registry.Verified})
	return organization, nil
}

func (v *visit) fillCooperative(model *view.WorkspaceModel) error {
	organization, err := v.own(model)
	if err != nil {
		return err
	}
	products, err := v.site.Catalogue.Own(v.ctx, v.actor, organization.ID, "", workspaceItems)
	if err != nil {
		return err
	}
	published := false
	for i := range products.Items {
		published = published || products.Items[i].Status == catalogue.Published
		model.Products = append(model.Products, v.product(&products.Items[i], organization))
	}
	if len(products.Items) > 0 {
		first := &products.Items[0]
		model.Steps = append(model.Steps,
			view.Step{Text: v.T("workspace.step_capacity", "Name", first.Name), Action: view.Link{Label: v.T("calendar.title"), URL: "/tai-khoan/san-pham/" + first.ID + "/cong-suat"}},
			view.Step{Text: v.T("workspace.step_certificate", "Name", first.Name), Action: view.Link{Label: v.T("certificate.page_title"), URL: "/tai-khoan/san-pham/" + first.ID + "/chung-nhan"}})
	}
	model.Steps = append(model.Steps,
		view.Step{Text: v.T("workspace.step_product"), Done: len(products.Items) > 0},
		view.Step{Text: v.T("workspace.step_publish"), Done: published},
		view.Step{Text: v.T("rate.step", "Year", strconv.Itoa(v.thisYear()-1)), Action: view.Link{Label: v.T("rate.step_link"), URL: "/tai-khoan/xep-loai"}},
		view.Step{Text: v.T("report.step", "Year", strconv.Itoa(v.thisYear()-1)), Action: view.Link{Label: v.T("report.title"), URL: "/tai-khoan/bao-cao"}},
		view.Step{Text: v.T("workspace.step_answer"), Action: view.Link{Label: v.T("chances.title"), URL: "/nhu-cau/cho-ban"}})
	return nil
}

func (v *visit) fillEnterprise(model *view.WorkspaceModel) error {
	if _, err := v.own(model); err != nil {
		return err
	}
	demands, empty, err := v.demandTable(v.actor.OrganizationID, "", workspaceItems)
	if err != nil {
		return err
	}
	model.Steps = append(model.Steps,
		view.Step{Text: v.T("workspace.step_search"), Action: view.Link{Label: v.T("workspace.go_search"), URL: "/san-pham"}},
		view.Step{Text: v.T("workspace.step_saved"), Action: view.Link{Label: v.T("saved.title"), URL: savedPath}},
		view.Step{Text: v.T("workspace.step_demand"), Done: !empty, Action: view.Link{Label: v.T("wizard.title"), URL: "/nhu-cau/moi"}})
	if !empty {
		demands.table.Caption = v.T("workspace.own_demands")
		model.Tables = append(model.Tables, demands.table)
	}
	return nil
}

// fillOfficer lists what waits for a decision in the officer's area.
func (v *visit) fillOfficer(model *view.WorkspaceModel) error {
	waiting, err := v.site.Registry.Organizations(v.ctx, v.actor, registry.OrganizationFilter{Status: registry.Pending, Limit: workspaceItems})
	if err != nil {
		return err
	}
	organizations := view.Table{Caption: v.T("workspace.waiting_organizations"), Columns: []view.Column{
		{Label: v.T("workspace.col_name")}, {Label: v.T("workspace.col_kind")}, {Label: v.T("workspace.col_place")}, {Label: v.T("workspace.col_since")}}}
	for _, o := range waiting.Items {
		organizations.Rows = append(organizations.Rows, view.Row{URL: "/htx/" + o.ID, Cells: []string{
			o.Name, v.T("kind." + string(o.Kind)), v.place(o.AreaCode), v.Day(o.CreatedAt.Time)}})
	}
	pending, err := v.site.Catalogue.ListCertificates(v.ctx, v.actor, catalogue.CertificateFilter{Limit: workspaceItems})
	if err != nil {
		return err
	}
	certificates := view.Table{Caption: v.T("workspace.waiting_certificates"), Columns: []view.Column{
		{Label: v.T("workspace.col_number")}, {Label: v.T("certificate.issuer")}, {Label: v.T("workspace.col_stars")}, {Label: v.T("workspace.col_since")}}}
	for _, c := range pending.Items {
		certificates.Rows = append(certificates.Rows, view.Row{URL: "/san-pham/" + c.ProductID, Cells: []string{
			c.Number, c.Issuer, v.T("stars.of", "Stars", v.Int(int64(c.Stars))), v.Day(c.CreatedAt.Time)}})
	}
	for _, table := range []view.Table{organizations, certificates} {
		if len(table.Rows) > 0 {
			model.Tables = append(model.Tables, table)
		}
	}
	model.Steps = append(model.Steps, view.Step{Text: v.T("workspace.step_annex"), Action: view.Link{Label: v.T("annex.title"), URL: "/can-bo/phu-luc"}})
	model.Steps = append(model.Steps, view.Step{Text: v.T("rate.step_officer"), Action: view.Link{Label: v.T("rate.officer_title"), URL: "/can-bo/xep-loai"}})
	model.Steps = append(model.Steps, view.Step{Text: v.T("report.step_officer", "Year", strconv.Itoa(v.thisYear()-1)), Action: view.Link{Label: v.T("report.overview"), URL: "/can-bo/bao-cao"}})
	if len(model.Tables) == 0 {
		model.Steps = append(model.Steps, view.Step{Text: v.T("workspace.nothing_waiting"), Done: true})
	}
	return nil
}
