package rest

import (
	"context"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// PriceRange is VND per the product's unit.
type PriceRange struct {
	Min int64 `json:"min" minimum:"1" maximum:"100000000000"`
	Max int64 `json:"max" minimum:"1" maximum:"100000000000"`
}

func (r PriceRange) value() *catalogue.PriceRange {
	return &catalogue.PriceRange{Min: r.Min, Max: r.Max}
}

// Photo is a picture of a product.
type Photo struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// Product is one thing on offer.
type Product struct {
	ID             string                  `json:"id"`
	OrganizationID string                  `json:"organizationId"`
	Name           string                  `json:"name"`
	Group          string                  `json:"group" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
	Description    string                  `json:"description"`
	Unit           measure.Unit            `json:"unit"`
	Price          Nullable[PriceRange]    `json:"price" doc:"null: on request"`
	MinOrder       Decimal                 `json:"minOrder" doc:"0 for none"`
	Packaging      string                  `json:"packaging"`
	QualityMarks   []string                `json:"qualityMarks"`
	Stars          int                     `json:"stars" minimum:"0" maximum:"5" doc:"From the verified certificate that runs today; 0 for none"`
	Status         catalogue.ProductStatus `json:"status" enum:"draft,published,suspended"`
	AreaCode       string                  `json:"areaCode"`
	Photos         []Photo                 `json:"photos"`
	Version        int64                   `json:"version"`
	CreatedAt      Instant                 `json:"createdAt"`
	UpdatedAt      Instant                 `json:"updatedAt"`
}

func showProduct(p *catalogue.Product, today measure.Date) Product {
	shown := Product{
		ID: p.ID, OrganizationID: p.OrganizationID, Name: p.Name, Group: p.Group, Description: p.Description,
		Unit: p.Unit, MinOrder: decimal(p.MinOrder), Packaging: p.Packaging, QualityMarks: orEmpty(p.QualityMarks),
		Stars: p.StarsOn(today), Status: p.Status, AreaCode: p.AreaCode, Photos: []Photo{},
		Version: p.Version, CreatedAt: Instant{p.CreatedAt}, UpdatedAt: Instant{p.UpdatedAt},
	}
	if p.Price != nil {
		shown.Price = nullable(&PriceRange{p.Price.Min, p.Price.Max})
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
		MinOrder       Decimal              `json:"minOrder,omitempty"`
		Packaging      string               `json:"packaging,omitempty" maxLength:"300"`
		QualityMarks   []string             `json:"qualityMarks,omitempty" maxItems:"20"`
	}
}

type productChange struct {
	ByID
	Body struct {
		Name         *string              `json:"name,omitempty" minLength:"2" maxLength:"200"`
		Group        *string              `json:"group,omitempty" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
		Description  *string              `json:"description,omitempty" maxLength:"4000"`
		Unit         *measure.Unit        `json:"unit,omitempty" maxLength:"20"`
		Price        Nullable[PriceRange] `json:"price,omitempty" doc:"null: on request from now"`
		MinOrder     *Decimal             `json:"minOrder,omitempty"`
		Packaging    *string              `json:"packaging,omitempty" maxLength:"300"`
		QualityMarks *[]string            `json:"qualityMarks,omitempty" maxItems:"20"`
	}
}

type productsQuery struct {
	Paging
	OrganizationID string                  `query:"organizationId" maxLength:"64"`
	Group          string                  `query:"group" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
	Area           string                  `query:"area" maxLength:"16" doc:"This area and all below it"`
	Status         catalogue.ProductStatus `query:"status" enum:"draft,published,suspended" doc:"Others than published are for the owner and officers"`
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

	get(at, "/products", "List products, the latest changed first", func(ctx context.Context, in *productsQuery) (*Reply[List[Product]], error) {
		page, err := products.Products(ctx, actor(ctx), catalogue.ProductFilter{
			OrganizationID: in.OrganizationID, Group: in.Group, Area: in.Area, Status: in.Status, Cursor: in.Cursor, Limit: in.Limit})
		return listed(page, show), err
	})
	create(at, "/products", "Draft a product", func(ctx context.Context, in *newProductInput) (*Reply[Product], error) {
		owner := in.Body.OrganizationID
		if owner == "" {
			owner = actor(ctx).OrganizationID
		}
		p, err := products.Add(ctx, actor(ctx), owner, newProduct(in))
		if err != nil {
			return nil, err
		}
		return created("/products/"+p.ID, show(p), p.Version), nil
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
	n := catalogue.NewProduct{Name: in.Body.Name, Group: in.Body.Group, Description: in.Body.Description, Unit: in.Body.Unit,
		MinOrder: in.Body.MinOrder.Amount, Packaging: in.Body.Packaging, QualityMarks: in.Body.QualityMarks}
	if price := in.Body.Price; price.Value != nil {
		n.Price = price.Value.value()
	}
	return n
}

func (in *productChange) value() catalogue.ProductChange {
	change := catalogue.ProductChange{Name: in.Body.Name, Group: in.Body.Group, Description: in.Body.Description,
		Unit: in.Body.Unit, Packaging: in.Body.Packaging, QualityMarks: in.Body.QualityMarks,
		PriceOnRequest: in.Body.Price.Set && in.Body.Price.Value == nil}
	if in.Body.Price.Value != nil {
		change.Price = in.Body.Price.Value.value()
	}
	if in.Body.MinOrder != nil {
		change.MinOrder = &in.Body.MinOrder.Amount
	}
	return change
}
