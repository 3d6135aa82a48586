package web

import (
	"context"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
	"lienket/search"
	"lienket/web/view"
)

const exportsPath = "/xuat/"

// exports are the lists of pages as files, by name. Each is asked what its page is
// asked, by the same parameters.
var exports = map[string]func(v *visit) (*exchange.Export, error){
	"so-bo": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Organizations(v.actor, v.site.Registry.Organizations, registryFilter(v.query)), v.actor.Require(account.Officer)
	},
	"htx": func(v *visit) (*exchange.Export, error) {
		filter := v.directoryFilter()
		return v.site.Exchange.Organizations(v.actor, v.directory(filter), filter), nil
	},
	"san-pham":           (*visit).exportSearch,
	"san-pham-don-vi":    func(v *visit) (*exchange.Export, error) { return v.exportGoods((*exchange.Service).Products) },
	"cong-suat":          func(v *visit) (*exchange.Export, error) { return v.exportGoods(capacityThisYear) },
	"san-pham-dia-ban":   func(v *visit) (*exchange.Export, error) { return v.exportOfficeGoods((*exchange.Service).Products) },
	"cong-suat-dia-ban":  func(v *visit) (*exchange.Export, error) { return v.exportOfficeGoods(capacityThisYear) },
	"chung-nhan":         func(v *visit) (*exchange.Export, error) { return v.exportCertificates("") },
	"chung-nhan-dia-ban": func(v *visit) (*exchange.Export, error) { return v.exportCertificates(catalogue.CertificateVerified) },
	"bao-cao": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.YearReports(v.actor, "", v.reportFilter()), nil
	},
	"nhu-cau": func(v *visit) (*exchange.Export, error) {
		list := func(ctx context.Context, filter sourcing.DemandFilter) (store.Page[sourcing.Demand], error) {
			return v.site.Sourcing.Demands(ctx, v.actor, filter)
		}
		return v.site.Exchange.Demands(v.actor, list, v.demandFilter()), v.member()
	},
	"bao-cao-don-vi": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.YearReports(v.actor, v.actor.OrganizationID, registry.ReportFilter{}), v.member()
	},
	"xep-loai": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Ratings(v.actor, "", v.query.Get("area")), v.member()
	},
	"thong-bao": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Notices(v.actor, false), v.member()
	},
	"bao-gia-chung": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.JointQuotes(v.actor, v.query.Get("nhucau")), v.member()
	},
	"bao-gia": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Quotes(v.actor, v.query.Get("nhucau")), nil
	},
	"hop-dong": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Contracts(v.actor, v.contractFilter()), nil
	},
	"giao-hang": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Deliveries(v.actor, v.query.Get("hopdong"), v.contractFilter()), nil
	},
	"thanh-toan": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Payments(v.actor, v.query.Get("hopdong"), v.contractFilter()), nil
	},
	"su-kien": func(v *visit) (*exchange.Export, error) {
		return v.site.Exchange.Events(v.actor, v.query.Get("area")), nil
	},
}

// sendExport answers with a list as a file.
func (s *Site) sendExport(v *visit) error {
	name, format, _ := strings.Cut(v.c.Params("file"), ".")
	list, known := exports[name]
	if !known {
		return fault.Missing(textExport)
	}
	export, err := list(v)
	if err != nil {
		return err
	}
	file, err := s.Exchange.Export(v.ctx, export, format, string(v.Lang()), v.origin().Address)
	if err != nil {
		return err
	}
	v.c.Set(fiber.HeaderContentType, file.ContentType)
	v.c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(file.Name))
	v.c.Set(fiber.HeaderCacheControl, "private, no-store")
	v.c.Set("X-Content-Type-Options", "nosniff")
	v.c.Response().SetBodyStream(file, file.Size)
	return nil
}

var textExport = fault.T("danh sách này", "such list")

// tellRobots keeps robots from files: each is made anew, and holds what pages show.
func (s *Site) tellRobots(v *visit) error {
	v.c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
	return v.c.SendString("User-agent: *\nDisallow: " + exportsPath + "\nDisallow: /api/\n")
}

// downloads lead to a list as files, with what the page is asked.
func (v *visit) downloads(name string) []view.Link {
	asked := v.rest()
	asked.Del("cursor")
	asked.Del("back")
	return []view.Link{{Label: v.T("export.xlsx"), URL: address(exportsPath+name+".xlsx", asked)}, {Label: v.T("export.csv"), URL: address(exportsPath+name+".csv", asked)}}
}

// also leads to a list that goes with that of the page.
func (v *visit) also(label, name string, asked url.Values) view.Link {
	return view.Link{Label: v.T(label), URL: address(exportsPath+name+".xlsx", asked)}
}

// member is nil for who is signed in.
func (v *visit) member() error {
	if !v.actor.SignedIn() {
		return account.ErrUnauthenticated
	}
	return nil
}

type goodsExport = func(s *exchange.Service, actor account.Actor, filter catalogue.ProductFilter) *exchange.Export

func capacityThisYear(s *exchange.Service, actor account.Actor, filter catalogue.ProductFilter) *exchange.Export {
	return s.Capacity(actor, filter, 0)
}

func (v *visit) exportGoods(export goodsExport) (*exchange.Export, error) {
	if err := v.member(); err != nil {
		return nil, err
	}
	organization, err := v.supplierOf(v.query.Get("donvi"))
	if err != nil {
		return nil, err
	}
	filter := catalogue.ProductFilter{OrganizationID: organization.ID}
	v.askGoodsBy(&filter, catalogue.AnyStatus)
	return export(v.site.Exchange, v.actor, filter), nil
}

func (v *visit) exportOfficeGoods(export goodsExport) (*exchange.Export, error) {
	if err := v.actor.Require(account.Officer); err != nil {
		return nil, err
	}
	filter := v.officeGoodsFilter()
	v.askGoodsBy(&filter, catalogue.Published)
	return export(v.site.Exchange, v.actor, filter), nil
}

func (v *visit) exportCertificates(status catalogue.CertificateStatus) (*exchange.Export, error) {
	return v.site.Exchange.Certificates(v.actor, catalogue.CertificateFilter{Status: status}), nil
}

// exportSearch is all that the search finds. What asks for nothing that only the
// search engine knows is a list, which may be of any length.
func (v *visit) exportSearch() (*exchange.Export, error) {
	q := v.ask()
	if q.wrong != nil {
		return nil, q.wrong
	}
	if !q.listed() {
		return v.site.Exchange.Found(v.actor, q.Ask), nil
	}
	filter := catalogue.ProductFilter{Group: first(q.Group), Area: first(q.Areas)}
	if len(q.Stars) > 0 {
		filter.Stars = &q.Stars[0]
	}
	if q.Order == search.ByName {
		filter.Order = catalogue.NamesFirst
	}
	return v.site.Exchange.Products(v.actor, filter), nil
}

// listed tells that the list of products answers the question: it asks for at most a
// group, an area and a number of stars. What else a search can be asked is not for it.
func (q question) listed() bool {
	rest := q.Ask
	rest.Group, rest.Areas, rest.Stars = nil, nil, nil
	rest.Order, rest.Limit, rest.Offset, rest.Facets = "", 0, 0, nil // of the page
	rest.Undo, rest.Verbatim = nil, false                            // of words
	return reflect.ValueOf(rest).IsZero() && len(q.Group) <= 1 && len(q.Areas) <= 1 && len(q.Stars) <= 1
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// reportYear is the year that a page on reports is asked for, last year by default.
func (v *visit) reportYear() int {
	if year, err := strconv.Atoi(v.query.Get("nam")); err == nil {
		return year
	}
	return v.thisYear() - 1
}
