package web

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// askGoods asks for a new product.
func (s *Site) askGoods(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	form := &goodsForm{values: map[string]string{"unit": "kg", "kind": "range"}, rows: map[string]int{}}
	return v.newGoodsPage(v.query.Get("donvi"), form, nil)
}

// addGoods keeps a new product as a draft and, if asked to, puts it on offer.
func (s *Site) addGoods(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	form, owner := v.typedGoods(), v.c.FormValue("donvi")
	if v.reshape(form) {
		return v.newGoodsPage(owner, form, nil)
	}
	organization, err := v.supplierOf(owner)
	if err != nil {
		return err
	}
	change, err := v.change(form)
	var product *catalogue.Product
	err = v.together(err, func(ctx context.Context) (err error) {
		product, err = s.Catalogue.Add(ctx, v.actor, organization.ID, newGoods(&change))
		return err
	})
	if err != nil {
		return v.newGoodsPage(owner, form, err)
	}
	return v.savedGoods(product.ID, organization)
}

// newGoods is a change of nothing as a new product.
func newGoods(c *catalogue.ProductChange) catalogue.NewProduct {
	return catalogue.NewProduct{Name: *c.Name, Group: *c.Group, Description: *c.Description, Unit: *c.Unit, Price: c.Price, Tiers: *c.Tiers,
		MinOrder: *c.MinOrder, Packaging: *c.Packaging, Variants: *c.Variants, ShelfLifeDays: *c.ShelfLifeDays, Storage: *c.Storage,
		Season: *c.Season, QualityMarks: *c.QualityMarks, MarkDetails: *c.MarkDetails, GTIN: *c.GTIN, Keywords: *c.Keywords}
}

// showEditor shows a product to be worked on.
func (s *Site) showEditor(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	product, organization, err := v.ownProduct(v.c.Params("id"))
	if err != nil {
		return err
	}
	return v.editorPage(product, organization, v.shownGoods(product), nil)
}

// ownProduct is a product that the viewer may change, and whose it is.
func (v *visit) ownProduct(id string) (*catalogue.Product, *registry.Organization, error) {
	product, err := v.site.Catalogue.Product(v.ctx, v.actor, id)
	if err != nil {
		return nil, nil, err
	}
	organization, err := v.site.Registry.Manageable(v.ctx, v.actor, product.OrganizationID)
	return product, organization, err
}

// saveGoods keeps what was typed about a product.
func (s *Site) saveGoods(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	product, organization, err := v.ownProduct(v.c.Params("id"))
	if err != nil {
		return err
	}
	form := v.typedGoods()
	if v.reshape(form) {
		return v.editorPage(product, organization, form, nil)
	}
	change, err := v.change(form)
	version, malformed := strconv.ParseInt(form.values["version"], 10, 64)
	if malformed != nil {
		version = 0
	}
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Catalogue.Change(ctx, v.actor, product.ID, version, change)
		return err
	})
	if err != nil {
		form.values["version"] = strconv.FormatInt(product.Version, 10) // who reads the refusal and saves again means it
		return v.editorPage(product, organization, form, err)
	}
	return v.savedGoods(product.ID, organization)
}

// savedGoods goes on after a save: on offer if that was asked for and may be.
func (v *visit) savedGoods(id string, owner *registry.Organization) error {
	notice := "saved"
	if v.c.FormValue("go") == "publish" {
		_, err := v.site.Catalogue.Publish(v.ctx, v.actor, id, 0)
		switch {
		case fault.Is(err, fault.StateForbids) && owner.Status != registry.Verified:
			notice = "draft-kept"
		case err != nil && !fault.Is(err, fault.StateForbids):
			return err
		case err == nil:
			notice = "published"
		}
	}
	v.leaveNotice(notice)
	return v.redirect(editorPath(id))
}

// reshape adds or drops a row as its button asks; nothing is kept by that.
func (v *visit) reshape(form *goodsForm) bool {
	verb, rest, _ := strings.Cut(v.c.FormValue("go"), ":")
	name, number, _ := strings.Cut(rest, ":")
	at := slices.IndexFunc(rowsets, func(set rowset) bool { return set.name == name })
	if at < 0 {
		return false
	}
	switch set := rowsets[at]; verb {
	case "add":
		form.rows[name] = min(form.rows[name]+1, set.most)
	case "drop":
		if i, err := strconv.Atoi(number); err == nil {
			form.drop(set, i)
		}
	default:
		return false
	}
	return true
}

// editorRefused shows a product's editor with why a step of it was refused.
func (v *visit) editorRefused(id string, refusal error) error {
	product, organization, err := v.ownProduct(id)
	if err != nil {
		return refusal
	}
	form := v.shownGoods(product)
	form.values["reason"] = v.c.FormValue("reason")
	return v.editorPage(product, organization, form, refusal)
}

func (v *visit) newGoodsPage(owner string, form *goodsForm, refusal error) error {
	organization, err := v.supplierOf(owner)
	if err != nil {
		return err
	}
	model, err := v.editorModel(form, refusal)
	if err != nil {
		return err
	}
	model.Title, model.Action = v.T("goods.add"), goodsPath+"/moi"
	if organization.ID != v.actor.OrganizationID {
		model.Owner = organization.ID
	}
	model.Crumbs = v.goodsCrumbs(organization, model.Title)
	page := v.page(model.Title)
	page.Nav, page.NoIndex, page.Scripts = afterSignIn, true, []string{"editor.js"}
	return v.render(view.Editor(page, model))
}

func (v *visit) goodsCrumbs(owner *registry.Organization, here string) []view.Crumb {
	list := goodsPath
	if owner.ID != v.actor.OrganizationID {
		list += "?donvi=" + owner.ID
	}
	return []view.Crumb{{Label: v.T("workspace.title"), URL: afterSignIn}, {Label: v.T("goods.title"), URL: list}, {Label: here}}
}

func (v *visit) editorPage(product *catalogue.Product, owner *registry.Organization, form *goodsForm, refusal error) error {
	model, err := v.editorModel(form, refusal)
	if err != nil {
		return err
	}
	model.ID, model.Title, model.Action, model.Status = product.ID, product.Name, editorPath(product.ID), string(product.Status)
	model.Stars, model.Crumbs = product.StarsOn(v.today()), v.goodsCrumbs(owner, product.Name)
	model.Officer = v.actor.Require(account.Officer) == nil
	if product.Hold != nil {
		model.Hold = product.Hold.Reason
	}
	if model.Steps, err = v.missing(product, owner); err != nil {
		return err
	}
	for _, step := range model.Steps {
		if step.Done {
			model.Done++
		}
	}
	model.Photos = v.photosModel(product, view.Form{})
	model.Photos.Back = model.Action
	model.Links = []view.Link{{Label: v.T("lots.title"), URL: model.Action + "/lo-hang"}, {Label: v.T("calendar.title"), URL: model.Action + "/cong-suat"}, {Label: v.T("certificate.page_title"), URL: model.Action + "/chung-nhan"},
		{Label: v.T("goods.see_page"), URL: "/san-pham/" + product.ID}}
	model.Moves = v.moves(product, owner)
	page := v.page(product.Name)
	page.Nav, page.NoIndex, page.Scripts = afterSignIn, true, []string{"editor.js", "photos.js"}
	return v.render(view.Editor(page, model))
}

// moves are the steps that the product's status allows, and what else is done with
// a whole product.
func (v *visit) moves(p *catalogue.Product, owner *registry.Organization) []view.Option {
	var moves []view.Option
	if next := v.nextMove(p, owner); next.Value != "" {
		if p.Status == catalogue.Published {
			next.Note = v.T("goods.unpublish_note")
		}
		moves = append(moves, next)
	}
	moves = append(moves, view.Option{Value: "copy", Label: v.T("goods.copy"), Note: v.T("goods.copy_note")})
	if p.Status == catalogue.Draft && !p.Referred {
		moves = append(moves, view.Option{Value: "remove", Label: v.T("goods.remove"), Note: v.T("goods.remove_note")})
	}
	return moves
}

// telling is how many characters a description needs to tell anything.
const telling = 60

// missing lists what a buyer looks for and whether it is there.
func (v *visit) missing(p *catalogue.Product, owner *registry.Organization) ([]view.Step, error) {
	year := v.thisYear()
	capacity, err := v.site.Catalogue.CapacityOf(v.ctx, v.actor, p.ID, year)
	if err != nil {
		return nil, err
	}
	stated := slices.ContainsFunc(capacity.Months, func(m catalogue.CapacityMonth) bool { return m.Capacity > 0 })
	edit := editorPath(p.ID)
	step := func(key, url string, done bool) view.Step {
		return view.Step{Text: v.T("goods.step_"+key, "Year", strconv.Itoa(year)), Done: done, Action: view.Link{URL: url}}
	}
	return []view.Step{
		step("verified", "", owner.Status == registry.Verified),
		step("description", "#f-description", utf8.RuneCountInString(p.Description) >= telling),
		step("photo", "#photos-of", len(p.Photos) > 0),
		step("price", "#price", p.Price != nil),
		step("packaging", "#packs", p.Packaging != "" || len(p.Variants) > 0),
		step("keeping", "#keeping", p.ShelfLifeDays > 0 || p.Unit == "luot-khach"),
		step("capacity", edit+"/cong-suat?nam="+strconv.Itoa(year), stated),
		step("stars", edit+"/chung-nhan", p.StarsOn(v.today()) > 0),
	}, nil
}

// editorModel is the form, with a row to write in of each kind.
func (v *visit) editorModel(form *goodsForm, refusal error) (view.EditorModel, error) {
	shown, err := v.goodsView(form, refusal)
	if err != nil {
		return view.EditorModel{}, err
	}
	shown.CSRF = v.formToken()
	model := view.EditorModel{Form: shown, Groups: v.groupChoice(), Units: v.unitChoice(),
		Tiers: max(1, form.rows["priceTiers"]), Variants: max(1, form.rows["variants"]), Papers: max(1, form.rows["markDetails"])}
	var sizes view.OptionGroup
	for _, unit := range catalogue.SizeUnits {
		sizes.Options = append(sizes.Options, view.Option{Value: string(unit), Label: v.Text(unit.Label())})
	}
	model.Sizes = []view.OptionGroup{sizes}
	for _, mark := range catalogue.Marks {
		model.Marks = append(model.Marks, view.Option{Value: mark, Label: v.Text(catalogue.MarkLabels[mark])})
	}
	return model, nil
}

func (v *visit) unitChoice() []view.OptionGroup {
	var units view.OptionGroup
	for _, unit := range measure.Units {
		units.Options = append(units.Options, view.Option{Value: string(unit), Label: v.Unit(unit)})
	}
	return []view.OptionGroup{units}
}
