package web

import (
	"cmp"
	"net/url"
	"strconv"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/web/view"
)

const (
	goodsPath       = "/tai-khoan/san-pham"
	officeGoodsPath = "/can-bo/san-pham"
)

func editorPath(productID string) string { return goodsPath + "/" + productID }

// supplier is the organisation whose products are worked on: one's own, or for
// officers the one that they name.
func (v *visit) supplierOf(id string) (*registry.Organization, error) {
	id = cmp.Or(id, v.actor.OrganizationID)
	if id == "" {
		return nil, account.ErrForbidden
	}
	organization, err := v.site.Registry.Manageable(v.ctx, v.actor, id)
	if err == nil && !organization.Kind.Supplies() {
		err = account.ErrForbidden
	}
	return organization, err
}

// showGoods lists an organisation's own products, whatever their status.
func (s *Site) showGoods(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if v.query.Get("donvi") == "" && v.actor.Require(account.Officer) == nil {
		return v.redirect(officeGoodsPath)
	}
	organization, err := v.supplierOf(v.query.Get("donvi"))
	if err != nil {
		return err
	}
	model := view.GoodsModel{Title: v.T("goods.title"), Lead: organization.Name, Path: goodsPath, New: goodsPath + "/moi",
		Statuses: []view.Option{{Value: string(catalogue.AnyStatus), Label: v.T("goods.any")}}}
	model.Filter.Status = cmp.Or(v.query.Get("status"), string(catalogue.AnyStatus))
	if organization.ID != v.actor.OrganizationID {
		model.Filter.Owner = organization.ID
		model.New += "?" + url.Values{"donvi": {organization.ID}}.Encode()
	}
	model.Empty = view.EmptyState{Title: v.T("goods.none_title"), Text: v.T("goods.none_text"),
		Links: []view.Link{{Label: v.T("goods.add"), URL: model.New}}}
	model.Downloads = append(v.downloads("san-pham-don-vi"), v.also("export.capacity", "cong-suat", v.rest()))
	if organization.ID == v.actor.OrganizationID {
		model.Downloads = append(model.Downloads, v.also("export.certificates", "chung-nhan", nil))
	}
	return v.goodsPage(model, catalogue.ProductFilter{OrganizationID: organization.ID})
}

// showOfficeGoods lists the products of an officer's area.
func (s *Site) showOfficeGoods(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	model := view.GoodsModel{Title: v.T("goods.office_title"), Lead: v.T("goods.office_lead"), Path: officeGoodsPath,
		Groups: v.groupChoice(), Stars: v.starChoice(), Areas: v.areaFilter(v.query.Get("area"), nil)}
	model.Filter.Status = cmp.Or(v.query.Get("status"), string(catalogue.Published))
	model.Filter.Group, model.Filter.Stars, model.Filter.Area = v.query.Get("group"), v.query.Get("stars"), v.query.Get("area")
	model.Downloads = append(v.downloads("san-pham-dia-ban"), v.also("export.capacity", "cong-suat-dia-ban", v.rest()))
	return v.goodsPage(model, v.officeGoodsFilter())
}

func (v *visit) officeGoodsFilter() catalogue.ProductFilter {
	filter := catalogue.ProductFilter{Group: v.query.Get("group"), Area: v.query.Get("area")}
	if stars, err := strconv.Atoi(v.query.Get("stars")); err == nil {
		filter.Stars = &stars
	}
	if filter.Area == "" && v.actor.Role == account.Officer {
		filter.Area = v.actor.AreaCode
	}
	return filter
}

// askGoodsBy completes a filter with the words, the status and the order asked for.
func (v *visit) askGoodsBy(filter *catalogue.ProductFilter, usual catalogue.ProductStatus) {
	filter.Text = v.query.Get("q")
	filter.Status = cmp.Or(catalogue.ProductStatus(v.query.Get("status")), usual)
	filter.Order = cmp.Or(catalogue.ProductOrder(v.query.Get("sort")), catalogue.LatestFirst)
}

func (v *visit) groupChoice() []view.OptionGroup {
	var groups view.OptionGroup
	for _, code := range catalogue.Groups {
		groups.Options = append(groups.Options, view.Option{Value: code, Label: v.Text(catalogue.GroupLabels[code])})
	}
	return []view.OptionGroup{groups}
}

func (v *visit) starChoice() []view.OptionGroup {
	var stars view.OptionGroup
	for n := 5; n >= 0; n-- {
		label := v.T("stars.none")
		if n > 0 {
			label = v.T("stars.of", "Stars", v.Int(int64(n)))
		}
		if n == 0 || n > 2 {
			stars.Options = append(stars.Options, view.Option{Value: strconv.Itoa(n), Label: label})
		}
	}
	return []view.OptionGroup{stars}
}

// goodsPage fills the list with what the filter and the query ask for.
func (v *visit) goodsPage(model view.GoodsModel, filter catalogue.ProductFilter) error {
	for _, status := range []catalogue.ProductStatus{catalogue.Published, catalogue.Draft, catalogue.Suspended} {
		model.Statuses = append(model.Statuses, view.Option{Value: string(status), Label: v.T("status." + string(status))})
	}
	v.askGoodsBy(&filter, catalogue.ProductStatus(model.Filter.Status))
	model.Filter.Query, model.Filter.Sort = filter.Text, string(filter.Order)
	filter.Cursor, filter.Limit = v.query.Get("cursor"), listPage
	found, err := v.site.Catalogue.Products(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	if model.Items, err = v.goodsItems(found.Items); err != nil {
		return err
	}
	if model.Empty.Title == "" || v.asksForLess() {
		model.Empty = view.EmptyState{Title: v.T("goods.found_none"), Text: v.T("goods.found_none_text"),
			Links: []view.Link{{Label: v.T("goods.show_all"), URL: model.Path}}}
	}
	model.Pager = v.cursorPager(model.Path, found.Next)
	model.CSRF = v.formToken()
	page := v.page(model.Title)
	page.Nav, page.NoIndex = afterSignIn, true
	return v.render(view.Goods(page, model))
}

// asksForLess tells whether the list is asked for some products only.
func (v *visit) asksForLess() bool {
	return v.query.Get("q") != "" || v.query.Get("cursor") != "" || cmp.Or(v.query.Get("status"), string(catalogue.AnyStatus)) != string(catalogue.AnyStatus)
}

func (v *visit) goodsItems(products []catalogue.Product) ([]view.GoodsItem, error) {
	year := v.thisYear()
	keys := make([]string, len(products))
	for i := range products {
		keys[i] = catalogue.LedgerKey(products[i].ID, year)
	}
	ledgers, err := v.site.Catalogue.LedgersWithKeys(v.ctx, keys)
	if err != nil {
		return nil, err
	}
	owners := map[string]*registry.Organization{}
	items := make([]view.GoodsItem, len(products))
	for i := range products {
		p := &products[i]
		owner := owners[p.OrganizationID]
		if owner == nil {
			if owner, err = v.site.Registry.Lookup(v.ctx, p.OrganizationID); err != nil {
				return nil, err
			}
			owners[p.OrganizationID] = owner
		}
		ledger := ledgers[keys[i]]
		items[i] = view.GoodsItem{ProductItem: v.product(p, owner), Edit: editorPath(p.ID), Year: year,
			Capacity: ledger != nil && ledger.Capacity != [12]int64{}}
		if p.Status != catalogue.Published { // taking it off offer is no quick step
			items[i].Move = v.nextMove(p, owner)
		}
	}
	return items, nil
}

// nextMove is the step of a product's status that its members take most.
func (v *visit) nextMove(p *catalogue.Product, owner *registry.Organization) view.Option {
	switch {
	case p.Status == catalogue.Draft && owner.Status == registry.Verified:
		return view.Option{Value: "publish", Label: v.T("goods.publish")}
	case p.Status == catalogue.Published:
		return view.Option{Value: "unpublish", Label: v.T("goods.unpublish")}
	case p.Status == catalogue.Suspended && v.actor.Oversees(p.Areas):
		return view.Option{Value: "resume", Label: v.T("goods.resume")}
	}
	return view.Option{}
}

// moveGoods carries out a step of a product's status, copies or deletes it.
func (s *Site) moveGoods(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, next := v.c.Params("id"), localPath(v.c.FormValue("back"), editorPath(v.c.Params("id")))
	var err error
	switch v.c.FormValue("go") {
	case "publish":
		_, err = s.Catalogue.Publish(v.ctx, v.actor, id, 0)
	case "unpublish":
		_, err = s.Catalogue.Unpublish(v.ctx, v.actor, id, 0)
	case "suspend":
		_, err = s.Catalogue.Suspend(v.ctx, v.actor, id, v.c.FormValue("reason"), 0)
	case "resume":
		_, err = s.Catalogue.Resume(v.ctx, v.actor, id, 0)
	case "copy":
		var copied *catalogue.Product
		if copied, err = s.Catalogue.Copy(v.ctx, v.actor, id); err == nil {
			next = editorPath(copied.ID)
		}
	case "remove":
		next = goodsPath
		err = s.Catalogue.Remove(v.ctx, v.actor, id, 0)
	}
	if err != nil {
		return v.editorRefused(id, err)
	}
	v.leaveNotice("saved")
	return v.redirect(next)
}
