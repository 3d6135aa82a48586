package exchange

import (
	"cmp"
	"context"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// The exports of the tables that can be imported have their columns, so that a file
// that goes out and comes in again changes nothing.

type (
	organizationCell = func(v *viewer, o *registry.Organization) any
	productCell      = func(v *viewer, p *owned[catalogue.Product]) any
	certificateCell  = func(v *viewer, c *certificateRow) any
	capacityCell     = func(v *viewer, l *ledgerRow) any
	reportCell       = func(v *viewer, r *registry.Reported) any
)

// Organizations are the organisations that list gives for a filter.
func (s *Service) Organizations(actor account.Actor, list func(context.Context, account.Actor, registry.OrganizationFilter) (store.Page[registry.Organization], error), filter registry.OrganizationFilter) *Export {
	t := organizationsTable
	columns := append(like(t, organizationCells(t)), shown(
		heading[registry.Organization]{textArea, func(v *viewer, o *registry.Organization) any { return v.area(o.AreaCode) }},
		heading[registry.Organization]{textStatus, func(v *viewer, o *registry.Organization) any { return named(organizationStatuses, o.Status, v.lang) }},
		heading[registry.Organization]{textRating, func(v *viewer, o *registry.Organization) any { return named(bands, o.Rating, v.lang) }},
		heading[registry.Organization]{textRatingYear, func(_ *viewer, o *registry.Organization) any { return unlessZero(o.RatingYear) }},
		heading[registry.Organization]{textUpdated, func(_ *viewer, o *registry.Organization) any { return day(o.UpdatedAt) }},
	)...)
	return export(actor, t.Kind, t.Title, columns, func(ctx context.Context, cursor string) (store.Page[registry.Organization], error) {
		filter.Cursor, filter.Limit, filter.Whole = cursor, exportPage, true
		return list(ctx, actor, filter)
	})
}

func organizationCells(t *Table) map[string]organizationCell {
	private := func(of organizationCell) organizationCell {
		return func(v *viewer, o *registry.Organization) any {
			if v.actor.MemberOf(o.ID) || v.actor.Oversees(o.Areas) {
				return of(v, o)
			}
			return nil
		}
	}
	choice := func(key string, of func(o *registry.Organization) string) organizationCell {
		column := t.column(key)
		return func(v *viewer, o *registry.Organization) any { return column.label(of(o), v.lang) }
	}
	return map[string]organizationCell{
		"kind":                   choice("kind", func(o *registry.Organization) string { return string(o.Kind) }),
		"name":                   func(_ *viewer, o *registry.Organization) any { return o.Name },
		"taxCode":                func(_ *viewer, o *registry.Organization) any { return o.TaxCode },
		"areaCode":               func(_ *viewer, o *registry.Organization) any { return o.AreaCode },
		"address":                func(_ *viewer, o *registry.Organization) any { return o.Address },
		"phone":                  func(_ *viewer, o *registry.Organization) any { return o.Phone },
		"email":                  func(_ *viewer, o *registry.Organization) any { return o.Email },
		"about":                  func(_ *viewer, o *registry.Organization) any { return o.About },
		"registrationNumber":     func(_ *viewer, o *registry.Organization) any { return o.RegistrationNumber },
		"registrationDate":       func(_ *viewer, o *registry.Organization) any { return o.RegistrationDate },
		"registeredUnder":        choice("registeredUnder", func(o *registry.Organization) string { return string(o.RegisteredUnder) }),
		"representativeName":     func(_ *viewer, o *registry.Organization) any { return o.Representative.Name },
		"representativePosition": func(_ *viewer, o *registry.Organization) any { return o.Representative.Position },
		"representativePhone":    private(func(_ *viewer, o *registry.Organization) any { return o.Representative.Phone }),
		"lineOfBusiness":         choice("lineOfBusiness", func(o *registry.Organization) string { return o.LineOfBusiness }),
		"lineDetail":             func(_ *viewer, o *registry.Organization) any { return o.LineDetail },
		"sizeClass":              choice("sizeClass", func(o *registry.Organization) string { return string(o.SizeClass) }),
		"memberCount":            func(_ *viewer, o *registry.Organization) any { return optional(o.MemberCount) },
		"charterCapital":         private(func(_ *viewer, o *registry.Organization) any { return optional(o.CharterCapital) }),
		"contactPerson":          func(_ *viewer, o *registry.Organization) any { return o.ContactPerson },
		"website":                func(_ *viewer, o *registry.Organization) any { return o.Website },
		"foundedOn":              func(_ *viewer, o *registry.Organization) any { return o.FoundedOn },
	}
}

// Products are the products of a filter.
func (s *Service) Products(actor account.Actor, filter catalogue.ProductFilter) *Export {
	return s.products(actor, func(ctx context.Context, cursor string) (store.Page[owned[catalogue.Product]], error) {
		filter.Cursor, filter.Limit = cursor, exportPage
		page, err := s.catalogue.Products(ctx, actor, filter)
		return withOwners(ctx, s, page, err, func(p *catalogue.Product) string { return p.OrganizationID })
	})
}

// Found are the products that a search finds, the best first. Error: TooLarge where
// it finds more than it can count.
func (s *Service) Found(actor account.Actor, ask catalogue.Ask) *Export {
	ask.Facets, ask.Offset, ask.Limit = nil, 0, exportPage
	return s.products(actor, func(ctx context.Context, _ string) (store.Page[owned[catalogue.Product]], error) {
		var page store.Page[owned[catalogue.Product]]
		found, err := s.catalogue.Search(ctx, ask)
		if err == nil {
			err = catalogue.CheckWhole(found.Total)
		}
		if err != nil {
			return page, err
		}
		for _, hit := range found.Hits {
			page.Items = append(page.Items, owned[catalogue.Product]{*hit.Organization, *hit.Product})
		}
		if ask.Offset = found.Next; found.Next > 0 {
			page.Next = "more"
		}
		return page, nil
	})
}

func (s *Service) products(actor account.Actor, page func(context.Context, string) (store.Page[owned[catalogue.Product]], error)) *Export {
	t := productsTable
	columns := append(like(t, productCells(t)), shown(
		heading[owned[catalogue.Product]]{textStarsHeld, func(v *viewer, p *owned[catalogue.Product]) any { return p.of.StarsOn(v.today) }},
		heading[owned[catalogue.Product]]{textArea, func(v *viewer, p *owned[catalogue.Product]) any { return v.area(p.of.AreaCode) }},
		heading[owned[catalogue.Product]]{textUpdated, func(_ *viewer, p *owned[catalogue.Product]) any { return day(p.of.UpdatedAt) }},
	)...)
	return export(actor, t.Kind, t.Title, columns, page)
}

func productCells(t *Table) map[string]productCell {
	price := func(of func(*catalogue.PriceRange) int64) productCell {
		return func(_ *viewer, p *owned[catalogue.Product]) any {
			if p.of.Price == nil {
				return nil
			}
			return of(p.of.Price)
		}
	}
	group, unit, marks, status := t.column("group"), t.column("unit"), t.column("qualityMarks"), t.column("status")
	return map[string]productCell{
		ownerColumn.Key:     func(_ *viewer, p *owned[catalogue.Product]) any { return p.TaxCode },
		ownerNameColumn.Key: func(_ *viewer, p *owned[catalogue.Product]) any { return p.Name },
		"name":              func(_ *viewer, p *owned[catalogue.Product]) any { return p.of.Name },
		"group":             func(v *viewer, p *owned[catalogue.Product]) any { return group.label(p.of.Group, v.lang) },
		"unit":              func(v *viewer, p *owned[catalogue.Product]) any { return unit.label(string(p.of.Unit), v.lang) },
		"priceMin":          price(func(r *catalogue.PriceRange) int64 { return r.Min }),
		"priceMax":          price(func(r *catalogue.PriceRange) int64 { return r.Max }),
		"minOrder":          func(_ *viewer, p *owned[catalogue.Product]) any { return unlessZero(p.of.MinOrder) },
		"description":       func(_ *viewer, p *owned[catalogue.Product]) any { return p.of.Description },
		"qualityMarks": func(v *viewer, p *owned[catalogue.Product]) any {
			return joined(p.of.QualityMarks, func(code string) string { return marks.label(code, v.lang) })
		},
		"packaging":     func(_ *viewer, p *owned[catalogue.Product]) any { return p.of.Packaging },
		"shelfLifeDays": func(_ *viewer, p *owned[catalogue.Product]) any { return unlessZero(p.of.ShelfLifeDays) },
		"storage":       func(_ *viewer, p *owned[catalogue.Product]) any { return p.of.Storage },
		"season":        func(_ *viewer, p *owned[catalogue.Product]) any { return p.of.Season },
		"gtin":          func(_ *viewer, p *owned[catalogue.Product]) any { return p.of.GTIN },
		"status":        func(v *viewer, p *owned[catalogue.Product]) any { return status.label(string(p.of.Status), v.lang) },
	}
}

// certificateRow is a certificate, its product's name and whose it is.
type certificateRow struct {
	owned[catalogue.Certificate]
	product string
}

// Certificates are the certificates of a filter.
func (s *Service) Certificates(actor account.Actor, filter catalogue.CertificateFilter) *Export {
	t := certificatesTable
	columns := append(like(t, certificateCells(t)), shown(
		heading[certificateRow]{textStarsHeld, func(_ *viewer, c *certificateRow) any { return c.of.Stars }},
		heading[certificateRow]{textExpires, func(_ *viewer, c *certificateRow) any { return c.of.ExpiresAt }},
		heading[certificateRow]{textStatus, func(v *viewer, c *certificateRow) any { return named(certificateStatuses, c.of.Status, v.lang) }},
	)...)
	return export(actor, t.Kind, t.Title, columns, func(ctx context.Context, cursor string) (page store.Page[certificateRow], err error) {
		filter.Cursor, filter.Limit = cursor, exportPage
		found, err := s.catalogue.ListCertificates(ctx, actor, filter)
		with, err := withOwners(ctx, s, found, err, func(c *catalogue.Certificate) string { return c.OrganizationID })
		if err != nil {
			return page, err
		}
		products := make([]string, len(with.Items))
		for i := range with.Items {
			products[i] = with.Items[i].of.ProductID
		}
		known, err := s.catalogue.WithIDs(ctx, products)
		page.Next = with.Next
		for i := range with.Items {
			row := certificateRow{owned: with.Items[i]}
			if p := known[products[i]]; p != nil {
				row.product = p.Name
			}
			page.Items = append(page.Items, row)
		}
		return page, err
	})
}

func certificateCells(t *Table) map[string]certificateCell {
	criteria := t.column("criteriaVersion")
	return map[string]certificateCell{
		ownerColumn.Key:       func(_ *viewer, c *certificateRow) any { return c.TaxCode },
		ownerNameColumn.Key:   func(_ *viewer, c *certificateRow) any { return c.Name },
		productNameColumn.Key: func(_ *viewer, c *certificateRow) any { return c.product },
		"number":              func(_ *viewer, c *certificateRow) any { return c.of.Number },
		"decisionNumber":      func(_ *viewer, c *certificateRow) any { return c.of.DecisionNumber },
		"issuer":              func(_ *viewer, c *certificateRow) any { return c.of.Issuer },
		"issuedAt":            func(_ *viewer, c *certificateRow) any { return c.of.IssuedAt },
		"criteriaVersion":     func(v *viewer, c *certificateRow) any { return criteria.label(c.of.CriteriaVersion, v.lang) },
		"score":               func(_ *viewer, c *certificateRow) any { return c.of.Score },
	}
}

// ledgerRow is a year of a product; without a ledger nothing has been stated of it.
type ledgerRow struct {
	owned[catalogue.Product]
	year   int
	ledger *catalogue.Ledger
}

// Capacity is a year of the products of a filter, 0 for this year. Products of which
// nothing has been stated are there to be filled in.
func (s *Service) Capacity(actor account.Actor, filter catalogue.ProductFilter, year int) *Export {
	t := capacityTable
	if year == 0 {
		year, _ = measure.MonthOf(s.clock()).Split()
	}
	return export(actor, t.Kind, t.Title, like(t, capacityCells(t)), func(ctx context.Context, cursor string) (page store.Page[ledgerRow], err error) {
		filter.Cursor, filter.Limit = cursor, exportPage
		found, err := s.catalogue.Products(ctx, actor, filter)
		with, err := withOwners(ctx, s, found, err, func(p *catalogue.Product) string { return p.OrganizationID })
		if err != nil {
			return page, err
		}
		keys := make([]string, len(with.Items))
		for i := range with.Items {
			keys[i] = catalogue.LedgerKey(with.Items[i].of.ID, year)
		}
		known, err := s.catalogue.LedgersWithKeys(ctx, keys)
		page.Next = with.Next
		for i := range with.Items {
			page.Items = append(page.Items, ledgerRow{with.Items[i], year, known[keys[i]]})
		}
		return page, err
	})
}

func capacityCells(t *Table) map[string]capacityCell {
	cells := map[string]capacityCell{
		ownerColumn.Key:       func(_ *viewer, l *ledgerRow) any { return l.TaxCode },
		ownerNameColumn.Key:   func(_ *viewer, l *ledgerRow) any { return l.Name },
		productNameColumn.Key: func(_ *viewer, l *ledgerRow) any { return l.of.Name },
		yearColumn.Key:        func(_ *viewer, l *ledgerRow) any { return l.year },
		unitColumn.Key:        func(v *viewer, l *ledgerRow) any { return t.column(unitColumn.Key).label(string(l.unit()), v.lang) },
	}
	for month := range 12 {
		cells[monthKey(month+1)] = func(_ *viewer, l *ledgerRow) any {
			if l.ledger == nil {
				return nil
			}
			return l.ledger.Unit.FromBase(l.ledger.Capacity[month])
		}
	}
	return cells
}

func (l *ledgerRow) unit() measure.Unit {
	if l.ledger == nil {
		return l.of.Unit
	}
	return l.ledger.Unit
}

// reportsOfYear are the organisations of a filter and their reports of the year, for
// officers. Those without one are there to be filled in.
func (s *Service) reportsOfYear(actor account.Actor, filter registry.ReportFilter) *Export {
	return s.reports(actor, func(ctx context.Context, cursor string) (store.Page[registry.Reported], error) {
		filter.Cursor, filter.Limit = cursor, exportPage
		page, err := s.registry.ReportOverview(ctx, actor, filter)
		for i := range page.Items {
			if item := &page.Items[i]; item.Report == nil {
				year, _ := measure.MonthOf(s.clock()).Split()
				if year--; filter.Year != 0 {
					year = filter.Year
				}
				item.Report = &registry.Report{Year: year}
			}
		}
		return page, err
	})
}

// YearReports are those of all organisations of a year, for officers, or all of one:
// that which is named, or which actor acts for.
func (s *Service) YearReports(actor account.Actor, organizationID string, filter registry.ReportFilter) *Export {
	if organizationID = cmp.Or(organizationID, actor.OrganizationID); organizationID != "" {
		return s.reportsOf(actor, organizationID)
	}
	return s.reportsOfYear(actor, filter)
}

// reportsOf are the reports of an organisation, the newest first.
func (s *Service) reportsOf(actor account.Actor, organizationID string) *Export {
	return s.reports(actor, func(ctx context.Context, _ string) (page store.Page[registry.Reported], err error) {
		reports, err := s.registry.Reports(ctx, actor, organizationID)
		if err != nil {
			return page, err
		}
		organization, err := s.registry.Organization(ctx, actor, organizationID)
		for i := range reports {
			page.Items = append(page.Items, registry.Reported{Organization: organization, Report: &reports[i]})
		}
		return page, err
	})
}

func (s *Service) reports(actor account.Actor, page func(context.Context, string) (store.Page[registry.Reported], error)) *Export {
	t := reportsTable
	columns := append(like(t, reportCells(t)), shown(
		heading[registry.Reported]{textArea, func(v *viewer, r *registry.Reported) any { return v.area(r.Organization.AreaCode) }},
		heading[registry.Reported]{textWarnings, func(_ *viewer, r *registry.Reported) any { return len(r.Report.Warnings) }},
	)...)
	return export(actor, t.Kind, t.Title, columns, page)
}

func reportCells(t *Table) map[string]reportCell {
	cells := map[string]reportCell{
		ownerColumn.Key:     func(_ *viewer, r *registry.Reported) any { return r.Organization.TaxCode },
		ownerNameColumn.Key: func(_ *viewer, r *registry.Reported) any { return r.Organization.Name },
		yearColumn.Key:      func(_ *viewer, r *registry.Reported) any { return r.Report.Year },
		"status": func(v *viewer, r *registry.Reported) any {
			return t.column("status").label(string(r.Report.Status), v.lang)
		},
	}
	for _, figure := range registry.ReportFigures {
		cells[figure.Name] = func(_ *viewer, r *registry.Reported) any {
			number := *figure.Of(&r.Report.Figures)
			if number != nil && figure.Kind == registry.FigureArea {
				return measure.Amount(*number)
			}
			return optional(number)
		}
	}
	return cells
}

// area is the name of an area.
func (v *viewer) area(code string) string {
	area, _ := v.registry.Areas().Get(code)
	return area.Name
}

// optional leaves a cell empty where there is no number.
func optional(number *int64) any {
	if number == nil {
		return nil
	}
	return *number
}

func unlessZero[N int | measure.Amount](number N) any {
	if number == 0 {
		return nil
	}
	return number
}

// day is that of an instant, nil for none.
func day(at store.Instant) any {
	if at.IsZero() {
		return nil
	}
	return measure.DateOf(at.Time)
}

// joined lists names with semicolons between.
func joined[E any](items []E, name func(E) string) string {
	names := make([]string, len(items))
	for i := range items {
		names[i] = name(items[i])
	}
	return strings.Join(names, "; ")
}

var (
	textArea       = fault.T("Địa bàn", "Area")
	textStatus     = fault.T("Tình trạng", "Status")
	textRating     = fault.T("Xếp loại", "Rating")
	textRatingYear = fault.T("Năm xếp loại", "Year of the rating")
	textUpdated    = fault.T("Cập nhật", "Updated")
	textStarsHeld  = fault.T("Số sao", "Stars")
	textExpires    = fault.T("Hết hiệu lực từ", "Lapses on")
	textWarnings   = fault.T("Số điểm cần xem lại", "To look at again")
)
