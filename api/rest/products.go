package rest

import (
	"context"
	"strconv"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// Product is one thing on offer.
type Product struct {
	ID             string                  `json:"id"`
	OrganizationID string                  `json:"organizationId"`
	Name           string                  `json:"name"`
	Group          string                  `json:"group" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
	Description    string                  `json:"description"`
	Unit           measure.Unit            `json:"unit"`
	Price          Nullable[PriceRange]    `json:"price" doc:"null: on request; what the tiers span, if there are any"`
	PriceTiers     []PriceTier             `json:"priceTiers"`
	MinOrder       Decimal                 `json:"minOrder" doc:"0 for none"`
	Packaging      string                  `json:"packaging"`
	Variants       []Variant               `json:"variants"`
	ShelfLifeDays  Nullable[int]           `json:"shelfLifeDays" doc:"null: not stated"`
	Storage        string                  `json:"storage" doc:"How to keep it"`
	Season         string                  `json:"season" doc:"Of harvest or making"`
	QualityMarks   []string                `json:"qualityMarks" doc:"Those that count today: without a paper, or with one that runs"`
	MarkDetails    []MarkDetail            `json:"markDetails" doc:"The papers behind the marks, also those that ran out"`
	GTIN           Nullable[string]        `json:"gtin"`
	Keywords       []string                `json:"keywords" doc:"Other names"`
	Stars          int                     `json:"stars" minimum:"0" maximum:"5" doc:"From the verified certificate that runs today; 0 for none"`
	Status         catalogue.ProductStatus `json:"status" enum:"draft,published,suspended"`
	AreaCode       string                  `json:"areaCode"`
	Photos         []Photo                 `json:"photos"`
	Suspension     *Suspension             `json:"suspension,omitempty" doc:"Of a suspended product"`
	Version        int64                   `json:"version"`
	CreatedAt      Instant                 `json:"createdAt"`
	UpdatedAt      Instant                 `json:"updatedAt"`
}

// Suspension is why and since when an officer holds a product.
type Suspension struct {
	Reason string  `json:"reason"`
	At     Instant `json:"at"`
}

func showProduct(p *catalogue.Product, today measure.Date) Product {
	shown := Product{
		ID: p.ID, OrganizationID: p.OrganizationID, Name: p.Name, Group: p.Group, Description: p.Description,
		Unit: p.Unit, MinOrder: decimal(p.MinOrder), Packaging: p.Packaging, QualityMarks: orEmpty(p.MarksOn(today)),
		PriceTiers: showTiers(p.Tiers), Variants: showVariants(p.Variants), ShelfLifeDays: optional(p.ShelfLifeDays),
		Storage: p.Storage, Season: p.Season, MarkDetails: showMarkDetails(p.MarkDetails, today), GTIN: optional(p.GTIN), Keywords: orEmpty(p.Keywords),
		Stars: p.StarsOn(today), Status: p.Status, AreaCode: p.AreaCode, Photos: showPhotos(p),
		Version: p.Version, CreatedAt: Instant{p.CreatedAt}, UpdatedAt: Instant{p.UpdatedAt},
	}
	if p.Price != nil {
		shown.Price = nullable(&PriceRange{p.Price.Min, p.Price.Max})
	}
	if p.Hold != nil {
		shown.Suspension = &Suspension{p.Hold.Reason, Instant{p.Hold.At}}
	}
	return shown
}

// orEmpty makes a list that is shown as [] rather than null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

type newProductInput struct {
	Body struct {
		OrganizationID string               `json:"organizationId,omitempty" maxLength:"64" doc:"The owner, for officers; else one's own organisation"`
		Name           string               `json:"name" minLength:"2" maxLength:"200"`
		Group          string               `json:"group" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
		Description    string               `json:"description,omitempty" maxLength:"4000"`
		Unit           measure.Unit         `json:"unit" maxLength:"20"`
		Price          Nullable[PriceRange] `json:"price,omitempty"`
		PriceTiers     []PriceTier          `json:"priceTiers,omitempty" maxItems:"10" doc:"Instead of a price: by volume"`
		MinOrder       Decimal              `json:"minOrder,omitempty"`
		Packaging      string               `json:"packaging,omitempty" maxLength:"300"`
		Variants       []Variant            `json:"variants,omitempty" maxItems:"20"`
		ShelfLifeDays  Nullable[int]        `json:"shelfLifeDays,omitempty" minimum:"1" maximum:"10000"`
		Storage        string               `json:"storage,omitempty" maxLength:"300"`
		Season         string               `json:"season,omitempty" maxLength:"300"`
		QualityMarks   []string             `json:"qualityMarks,omitempty" maxItems:"20"`
		MarkDetails    []MarkDetail         `json:"markDetails,omitempty" maxItems:"20"`
		GTIN           Nullable[string]     `json:"gtin,omitempty" maxLength:"14"`
		Keywords       []string             `json:"keywords,omitempty" maxItems:"10"`
	}
}

type productChange struct {
	ByID
	Body struct {
		Name          *string                `json:"name,omitempty" minLength:"2" maxLength:"200"`
		Group         *string                `json:"group,omitempty" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
		Description   *string                `json:"description,omitempty" maxLength:"4000"`
		Unit          *measure.Unit          `json:"unit,omitempty" maxLength:"20"`
		Price         Nullable[PriceRange]   `json:"price,omitempty" doc:"null: on request from now; it replaces tiers that span another range"`
		PriceTiers    Nullable[[]PriceTier]  `json:"priceTiers,omitempty" maxItems:"10" doc:"null: none; the price stays the range that they spanned"`
		MinOrder      *Decimal               `json:"minOrder,omitempty"`
		Packaging     *string                `json:"packaging,omitempty" maxLength:"300"`
		Variants      Nullable[[]Variant]    `json:"variants,omitempty" maxItems:"20" doc:"All of them; those with an ID stay what they were known as"`
		ShelfLifeDays Nullable[int]          `json:"shelfLifeDays,omitempty" minimum:"1" maximum:"10000"`
		Storage       Nullable[string]       `json:"storage,omitempty" maxLength:"300"`
		Season        Nullable[string]       `json:"season,omitempty" maxLength:"300"`
		QualityMarks  *[]string              `json:"qualityMarks,omitempty" maxItems:"20" doc:"Alone it drops the papers of other marks"`
		MarkDetails   Nullable[[]MarkDetail] `json:"markDetails,omitempty" maxItems:"20" doc:"All of them; their marks are the product's by that"`
		GTIN          Nullable[string]       `json:"gtin,omitempty" maxLength:"14"`
		Keywords      Nullable[[]string]     `json:"keywords,omitempty" maxItems:"10"`
	}
}

type productsQuery struct {
	Paging
	ProductsFilter
}

// ProductsFilter is what a list is asked by.
type ProductsFilter struct {
	OrganizationID string                  `query:"organizationId" maxLength:"64"`
	Group          string                  `query:"group" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
	Area           string                  `query:"area" maxLength:"16" doc:"This area and all below it"`
	Stars          string                  `query:"stars" enum:"0,1,2,3,4,5" doc:"So many, held today"`
	Q              string                  `query:"q" maxLength:"200" doc:"Words of the name or other names, without marks and cut short as one likes"`
	Status         catalogue.ProductStatus `query:"status" enum:"draft,published,suspended,all" doc:"Others than published are for the owner and officers; all is of one organisation"`
	Sort           catalogue.ProductOrder  `query:"sort" enum:"updated,name" doc:"The latest changed first, or by name"`
}

func (in *ProductsFilter) filter(at Paging) catalogue.ProductFilter {
	filter := catalogue.ProductFilter{OrganizationID: in.OrganizationID, Group: in.Group, Area: in.Area, Text: in.Q,
		Status: in.Status, Order: in.Sort, Cursor: at.Cursor, Limit: at.Limit}
	if stars, err := strconv.Atoi(in.Stars); err == nil {
		filter.Stars = &stars
	}
	return filter
}

type suspendInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"The members are told"`
	}
}

func (s *Server) products(products *catalogue.Service, demands *sourcing.Service) {
	at := s.resource("products", "What cooperatives offer")
	show := func(p *catalogue.Product) Product { return showProduct(p, products.Today()) }
	one := func(p *catalogue.Product, err error) (*Reply[Product], error) {
		if err != nil {
			return nil, err
		}
		return versioned(show(p), p.Version), nil
	}
	drafted := func(p *catalogue.Product, err error) (*Reply[Product], error) {
		if err != nil {
			return nil, err
		}
		return created("/products/"+p.ID, show(p), p.Version), nil
	}

	get(at, "/products", "List products", func(ctx context.Context, in *productsQuery) (*Reply[List[Product]], error) {
		page, err := products.Products(ctx, actor(ctx), in.filter(in.Paging))
		return listed(page, show), err
	})
	create(at, "/products", "Draft a product", func(ctx context.Context, in *newProductInput) (*Reply[Product], error) {
		owner := in.Body.OrganizationID
		if owner == "" {
			owner = actor(ctx).OrganizationID
		}
		return drafted(products.Add(ctx, actor(ctx), owner, newProduct(in)))
	})
	create(at, "/products/{id}/copy", "Draft a product like another of the same organisation; GTINs, certificates, capacity and photos stay with that", func(ctx context.Context, in *ByID) (*Reply[Product], error) {
		return drafted(products.Copy(ctx, actor(ctx), in.ID))
	})
	get(at, "/products/{id}", "One product", func(ctx context.Context, in *ByID) (*Reply[Product], error) {
		return one(products.Product(ctx, actor(ctx), in.ID))
	})
	patch(at, "/products/{id}", "Change a product", func(ctx context.Context, in *productChange) (*Reply[Product], error) {
		return one(products.Change(ctx, actor(ctx), in.ID, ifMatch(ctx), in.value()))
	})
	post(at, "/products/{id}/publish", "Put a product on offer", func(ctx context.Context, in *ByID) (*Reply[Product], error) {
		return one(products.Publish(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	post(at, "/products/{id}/unpublish", "Take a product off offer", func(ctx context.Context, in *ByID) (*Reply[Product], error) {
		return one(products.Unpublish(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	remove(at, "/products/{id}", "Delete a draft that was never on offer and has no certificate", func(ctx context.Context, in *ByID) error {
		return products.Remove(ctx, actor(ctx), in.ID, ifMatch(ctx))
	})
	post(at, "/products/{id}/suspend", "Take a product off offer, by an officer with a reason", func(ctx context.Context, in *suspendInput) (*Reply[Product], error) {
		return one(products.Suspend(ctx, actor(ctx), in.ID, in.Body.Reason, ifMatch(ctx)))
	})
	post(at, "/products/{id}/resume", "Lift a suspension", func(ctx context.Context, in *ByID) (*Reply[Product], error) {
		return one(products.Resume(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	get(at, "/products/{id}/demands", "Open demands that the product could serve", func(ctx context.Context, in *ByID) (*Reply[List[Demand]], error) {
		found, err := demands.DemandsFor(ctx, actor(ctx), in.ID)
		items := make([]Demand, len(found))
		for i := range found {
			items[i] = showDemand(&found[i], demands.Now())
		}
		return reply(List[Demand]{Items: items}), err
	}, signedIn)
}

func newProduct(in *newProductInput) catalogue.NewProduct {
	body := &in.Body
	return catalogue.NewProduct{Name: body.Name, Group: body.Group, Description: body.Description, Unit: body.Unit,
		Price: (*catalogue.PriceRange)(body.Price.Value), Tiers: fromTiers(body.PriceTiers), MinOrder: body.MinOrder.Amount,
		Packaging: body.Packaging, Variants: fromVariants(body.Variants), ShelfLifeDays: body.ShelfLifeDays.or(0),
		Storage: body.Storage, Season: body.Season, QualityMarks: body.QualityMarks, MarkDetails: fromMarkDetails(body.MarkDetails),
		GTIN: body.GTIN.or(""), Keywords: body.Keywords}
}

func (in *productChange) value() catalogue.ProductChange {
	body := &in.Body
	change := catalogue.ProductChange{Name: body.Name, Group: body.Group, Description: body.Description,
		Unit: body.Unit, Packaging: body.Packaging, QualityMarks: body.QualityMarks,
		Price: (*catalogue.PriceRange)(body.Price.Value), PriceOnRequest: body.Price.Set && body.Price.Value == nil,
		ShelfLifeDays: body.ShelfLifeDays.change(0), Storage: body.Storage.change(""), Season: body.Season.change(""),
		GTIN: body.GTIN.change(""), Keywords: body.Keywords.change(nil)}
	if body.MinOrder != nil {
		change.MinOrder = &body.MinOrder.Amount
	}
	if body.PriceTiers.Set {
		tiers := fromTiers(body.PriceTiers.or(nil))
		change.Tiers = &tiers
	}
	if body.Variants.Set {
		variants := fromVariants(body.Variants.or(nil))
		change.Variants = &variants
	}
	if body.MarkDetails.Set {
		details := fromMarkDetails(body.MarkDetails.or(nil))
		change.MarkDetails = &details
	}
	return change
}
