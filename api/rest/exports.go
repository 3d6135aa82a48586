package rest

import (
	"context"

	"lienket/api/exchange"
	"lienket/api/sheet"
)

// ExportFormat is a format in the path.
type ExportFormat struct {
	Format string `path:"format" enum:"xlsx,csv"`
}

func (f *ExportFormat) format() string { return f.Format }

type capacityExport struct {
	ExportFormat
	ProductsFilter
	Year int `query:"year" minimum:"2000" maximum:"2100" doc:"By default this year"`
}

type reportsExport struct {
	ExportFormat
	ReportsFilter
	OrganizationID string `query:"organizationId" maxLength:"64" doc:"All reports of this organisation instead; one's own for members"`
}

type quotesExport struct {
	ExportFormat
	DemandID string `query:"demandId" maxLength:"64" doc:"Those of this demand; by default one's own"`
}

type jointsExport struct {
	ExportFormat
	DemandID string `query:"demandId" maxLength:"64" doc:"Those of this demand; by default those that one's organisation has a part in"`
}

type ratingsExport struct {
	ExportFormat
	OrganizationID string `query:"organizationId" maxLength:"64" doc:"Of this organisation; one's own for members"`
	Area           string `query:"area" maxLength:"16" doc:"For officers without an organisation: those of this area that wait for them"`
}

type noticesExport struct {
	ExportFormat
	Unread bool `query:"unread" doc:"Only those not read"`
}

type ofContractExport struct {
	ExportFormat
	ContractsFilter
	ContractID string `query:"contractId" maxLength:"64" doc:"Of this contract alone"`
}

// exports are the lists as files: what a list shows to somebody is what they get.
func (s *Server) exports(services Services) {
	at := s.resource("exports", "Lists as XLSX and CSV, with the filters and the rights of the list")
	tables := services.Exchange

	exported(at, tables, "organizations", "Organisations, in the columns of their import", func(ctx context.Context, in *struct {
		ExportFormat
		OrganizationsFilter
	}) *exchange.Export {
		return tables.Organizations(actor(ctx), in.list(services.Registry, services.Catalogue), in.filter(Paging{}))
	})
	exported(at, tables, "products", "Products, in the columns of their import", func(ctx context.Context, in *struct {
		ExportFormat
		ProductsFilter
	}) *exchange.Export {
		return tables.Products(actor(ctx), in.filter(Paging{}))
	})
	exported(at, tables, "certificates", "Certificates, in the columns of their import", func(ctx context.Context, in *struct {
		ExportFormat
		CertificatesFilter
	}) *exchange.Export {
		return tables.Certificates(actor(ctx), in.filter(Paging{}))
	}, signedIn)
	exported(at, tables, "capacity", "A year's capacity of products, in the columns of its import", func(ctx context.Context, in *capacityExport) *exchange.Export {
		return tables.Capacity(actor(ctx), in.filter(Paging{}), in.Year)
	})
	exported(at, tables, "reports", "Yearly reports, in the columns of their import: of all organisations of a year for officers, or of one", func(ctx context.Context, in *reportsExport) *exchange.Export {
		return tables.YearReports(actor(ctx), in.OrganizationID, in.filter(Paging{}))
	}, signedIn)
	exported(at, tables, "demands", "Demands", func(ctx context.Context, in *struct {
		ExportFormat
		DemandsFilter
	}) *exchange.Export {
		return tables.Demands(actor(ctx), in.list(actor(ctx), services.Sourcing), in.filter(Paging{}))
	})
	exported(at, tables, "quotes", "Quotes, a row for each product: one's own or a demand's", func(ctx context.Context, in *quotesExport) *exchange.Export {
		return tables.Quotes(actor(ctx), in.DemandID)
	}, signedIn)
	exported(at, tables, "joint-quotes", "Joint quotes, a row for each product of the parts that one may see", func(ctx context.Context, in *jointsExport) *exchange.Export {
		return tables.JointQuotes(actor(ctx), in.DemandID)
	}, signedIn)
	exported(at, tables, "ratings", "Yearly ratings: of one organisation, or for officers those that wait", func(ctx context.Context, in *ratingsExport) *exchange.Export {
		return tables.Ratings(actor(ctx), in.OrganizationID, in.Area)
	}, signedIn)
	exported(at, tables, "notices", "What the account that is signed in is told", func(ctx context.Context, in *noticesExport) *exchange.Export {
		return tables.Notices(actor(ctx), in.Unread)
	}, signedIn)
	exported(at, tables, "contracts", "Contracts", func(ctx context.Context, in *struct {
		ExportFormat
		ContractsFilter
	}) *exchange.Export {
		return tables.Contracts(actor(ctx), in.filter(Paging{}))
	}, signedIn)
	exported(at, tables, "deliveries", "Deliveries of contracts", func(ctx context.Context, in *ofContractExport) *exchange.Export {
		return tables.Deliveries(actor(ctx), in.ContractID, in.filter(Paging{}))
	}, signedIn)
	exported(at, tables, "payments", "Payments of contracts", func(ctx context.Context, in *ofContractExport) *exchange.Export {
		return tables.Payments(actor(ctx), in.ContractID, in.filter(Paging{}))
	}, signedIn)
	exported(at, tables, "trade-events", "Trade events", func(ctx context.Context, in *struct {
		ExportFormat
		EventsFilter
	}) *exchange.Export {
		return tables.Events(actor(ctx), in.Area)
	})
}

// exported declares the export of a list; list says which rows.
func exported[I any, P interface {
	*I
	format() string
}](at *resource, tables *exchange.Service, name, summary string, list func(ctx context.Context, in *I) *exchange.Export, with ...option) {
	download(at, "/exports/"+name+".{format}", summary, sheet.ContentTypes["xlsx"]+", text/csv", func(ctx context.Context, in *I) (*File, error) {
		d, err := tables.Export(ctx, list(ctx, in), P(in).format(), Language(ctx), origin(ctx).Address)
		if err != nil {
			return nil, err
		}
		return &File{ContentType: d.ContentType, Name: d.Name, Stream: d, Size: d.Size}, nil
	}, append([]option{takesLong, withOrigin}, with...)...)
}
