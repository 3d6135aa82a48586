package web

import (
	"slices"
	"strconv"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/web/view"
)

const (
	workspaceItems    = 10
	workspaceProducts = 6
)

// errand is a page that the workspace leads to; its words are "errand." + key and
// "errand." + key + "_text".
type errand struct {
	key, url string
	roles    []account.Role // nil is everybody who is signed in
}

var (
	cooperatives = []account.Role{account.Cooperative}
	enterprises  = []account.Role{account.Enterprise}
	members      = []account.Role{account.Cooperative, account.Enterprise}
	officers     = []account.Role{account.Officer, account.Admin}
)

// errands are what can be done, by kind of work: "errand_group." + key names it.
// Every page of the workspace is found from here.
var errands = []struct {
	key  string
	list []errand
}{
	{"review", []errand{
		{"queue", queuePath, officers},
		{"registry", registryPath, officers},
		{"organization_new", officePath + "/moi", officers},
		{"duplicates", duplicatesPath, officers},
		{"annexes", "/can-bo/phu-luc", officers},
		{"ratings", "/can-bo/xep-loai", officers},
		{"reports", "/can-bo/bao-cao", officers},
		{"imports", officeImportsPath, officers},
	}},
	{"sell", []errand{
		{"products", goodsPath, cooperatives},
		{"product", goodsPath + "/moi", cooperatives},
		{"chances", "/nhu-cau/cho-ban", cooperatives},
		{"demands", "/nhu-cau", cooperatives},
		{"joints", "/bao-gia-chung", cooperatives},
		{"contracts", "/hop-dong", cooperatives},
	}},
	{"buy", []errand{
		{"search", "/san-pham", enterprises},
		{"saved", savedPath, enterprises},
		{"ask", "/nhu-cau/moi", enterprises},
		{"asked", "/nhu-cau", enterprises},
		{"joints", "/bao-gia-chung", enterprises},
		{"contracts", "/hop-dong", enterprises},
	}},
	{"organization", []errand{
		{"dossier", dossierPath, members},
		{"people", peoplePath, members},
		{"behalf", afterSignIn + behalfPart, members},
		{"affiliates", afterSignIn + affiliatesPart, cooperatives},
		{"documents", documentsPath, members},
		{"report", "/tai-khoan/bao-cao", cooperatives},
		{"rate", "/tai-khoan/xep-loai", cooperatives},
		{"own_imports", importsPath, cooperatives},
	}},
	{"watch", []errand{
		{"goods", officeGoodsPath, officers},
		{"demands", "/nhu-cau", officers},
		{"contracts", "/hop-dong", officers},
		{"metrics", "/thong-ke", officers},
	}},
	{"own", []errand{
		{"waiting", waitingPath, members},
		{"profile", profilePath, nil},
		{"notices", "/thong-bao", nil},
		{"saved", savedPath, []account.Role{account.Cooperative, account.Officer, account.Admin}},
	}},
}

// errandsFor are those of a role, by kind of work.
func (v *visit) errandsFor(role account.Role) []view.Errands {
	var shown []view.Errands
	for _, group := range errands {
		part := view.Errands{ID: group.key, Title: v.T("errand_group." + group.key)}
		for _, e := range group.list {
			if e.roles == nil || slices.Contains(e.roles, role) {
				part.List = append(part.List, view.Errand{Label: v.T("errand." + e.key), Text: v.T("errand."+e.key+"_text", "Year", v.yearBefore()), URL: e.url})
			}
		}
		if len(part.List) > 0 {
			shown = append(shown, part)
		}
	}
	return shown
}

// showWorkspace shows who is signed in what waits for them, what is theirs and what
// they can do.
func (s *Site) showWorkspace(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	model := view.WorkspaceModel{Name: v.actor.FullName, Role: string(v.actor.Role), CSRF: v.formToken(), Errands: v.errandsFor(v.actor.Role)}
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
	page.Nav, page.NoIndex = afterSignIn, true
	return v.render(view.Workspace(page, model))
}

// own is the organisation that the viewer acts for, with the first step of all.
func (v *visit) own(model *view.WorkspaceModel) (*registry.Organization, error) {
	organization, err := v.site.Registry.Organization(v.ctx, v.actor, v.actor.OrganizationID)
	if err != nil {
		return nil, err
	}
	item := v.organization(organization)
	model.Organization = &item
	model.Steps = append(model.Steps, view.Step{Text: v.T("workspace.step_verify"), Done: organization.Status == registry.Verified})
	user, err := v.site.Accounts.User(v.ctx, v.actor.UserID)
	if err == nil && len(user.Memberships) > 1 {
		model.Organizations, err = v.ownOrganizations(user)
	}
	if err != nil {
		return nil, err
	}
	if model.Waiting, err = v.waitingBox(organization); err == nil && len(model.Waiting) == 0 {
		model.Idle = v.T("waiting.nothing")
	}
	return organization, err
}

func (v *visit) fillCooperative(model *view.WorkspaceModel) error {
	organization, err := v.own(model)
	if err != nil {
		return err
	}
	products, err := v.site.Catalogue.Own(v.ctx, v.actor, organization.ID, "", workspaceProducts)
	if err != nil {
		return err
	}
	published, certified := false, false
	for i := range products.Items {
		product := &products.Items[i]
		published = published || product.Status == catalogue.Published
		certified = certified || product.StarsOn(v.today()) > 0
		page := "/tai-khoan/san-pham/" + product.ID
		model.Products = append(model.Products, view.OwnProduct{ProductItem: v.product(product, organization), Links: []view.Link{
			{Label: v.T("workspace.photos"), URL: page + "/anh"}, {Label: v.T("workspace.lots"), URL: page + "/lo-hang"},
			{Label: v.T("calendar.title"), URL: page + "/cong-suat"}, {Label: v.T("workspace.certificates"), URL: page + "/chung-nhan"}}})
	}
	model.Steps = append(model.Steps,
		view.Step{Text: v.T("workspace.step_product"), Done: len(products.Items) > 0},
		view.Step{Text: v.T("workspace.step_publish"), Done: published})
	if len(products.Items) > 0 && !certified {
		model.Steps = append(model.Steps, view.Step{Text: v.T("workspace.step_certificate", "Name", products.Items[0].Name),
			Action: view.Link{Label: v.T("certificate.page_title"), URL: "/tai-khoan/san-pham/" + products.Items[0].ID + "/chung-nhan"}})
	}
	return nil
}

func (v *visit) fillEnterprise(model *view.WorkspaceModel) error {
	if _, err := v.own(model); err != nil {
		return err
	}
	demands, empty, err := v.demandTable(sourcing.DemandFilter{OrganizationID: v.actor.OrganizationID, Limit: workspaceItems})
	if err != nil {
		return err
	}
	model.Steps = append(model.Steps,
		view.Step{Text: v.T("workspace.step_demand"), Done: !empty, Action: view.Link{Label: v.T("wizard.title"), URL: "/nhu-cau/moi"}})
	if !empty {
		model.Tables = append(model.Tables, demands.table)
	}
	return nil
}

// fillOfficer counts what waits for a decision in the officer's area.
func (v *visit) fillOfficer(model *view.WorkspaceModel) error {
	counts, err := v.site.Catalogue.CountQueue(v.ctx, v.actor, "")
	if err != nil {
		return err
	}
	for _, item := range []struct {
		key, url string
		count    int64
	}{
		{"organizations", queueAddress(nil, "kind", string(catalogue.WaitingOrganization)), counts.Organizations},
		{"certificates", queueAddress(nil, "kind", string(catalogue.WaitingCertificate)), counts.Certificates},
		{"ratings", "/can-bo/xep-loai", counts.Ratings},
		{"reports", "/can-bo/bao-cao?status=submitted", counts.Reports},
	} {
		model.Waiting = append(model.Waiting, view.Waiting{Count: int(item.count), Label: v.N("waits."+item.key, int(item.count)), URL: item.url})
	}
	alike, err := v.site.Registry.CountDuplicates(v.ctx, v.actor, "")
	if err != nil {
		return err
	}
	if alike > 0 {
		model.Waiting = append(model.Waiting, view.Waiting{Count: alike, Label: v.N("waits.duplicates", alike), URL: duplicatesPath})
	}
	if counts == (catalogue.QueueCounts{}) && alike == 0 {
		model.Idle = v.T("workspace.nothing_waiting")
	}
	return nil
}

// yearBefore is the year that reports and ratings are due for.
func (v *visit) yearBefore() string { return strconv.Itoa(v.thisYear() - 1) }
