package rest

import (
	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/exchange"
	"lienket/api/linkage"
	"lienket/api/notice"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
)

// Services are what the resources ask. Those of the areas come together: without
// a Registry there are accounts alone.
type Services struct {
	Accounts  *account.Service
	Notices   *notice.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Sourcing  *sourcing.Service
	Linkage   *linkage.Service
	Promotion *promotion.Service
	Exchange  *exchange.Service
}

// resources is the table of all resources.
func (s *Server) resources(services Services) {
	if services.Accounts != nil {
		s.auth(services.Accounts)
		s.me(services.Accounts)
	}
	if services.Registry != nil {
		s.register(services.Accounts, services.Registry)
		s.notices(services.Notices)
		s.areas(services.Registry.Areas())
		s.organizations(services.Registry, services.Catalogue)
		s.ratings(services.Registry)
		s.yearReports(services.Registry)
		s.affiliates(services.Registry)
		s.behalf(services.Registry)
		s.members(services.Registry)
		s.invites(services.Accounts, services.Registry)
		s.views(services.Registry)
		s.products(services.Catalogue, services.Sourcing)
		s.photos(services.Catalogue)
		s.lots(services.Catalogue)
		s.certificates(services.Catalogue)
		s.documents(services.Registry, services.Catalogue)
		s.annexes(services.Catalogue)
		s.queue(services.Catalogue)
		s.capacity(services.Catalogue)
		s.search(services.Catalogue, services.Sourcing)
		s.savedSearches(services.Catalogue)
		s.demands(services.Sourcing)
		s.plans(services.Sourcing)
		s.quotes(services.Sourcing)
		s.jointQuotes(services.Sourcing)
		s.contracts(services.Linkage)
		s.deliveries(services.Linkage)
		s.promotion(services.Promotion)
		s.imports(services.Exchange)
		s.exports(services)
	}
}
