package rest

import "lienket/api/account"

// Services are what the resources ask. A resource whose service is missing is
// left out.
type Services struct {
	Accounts *account.Service
}

// resources is the table of all resources.
func (s *Server) resources(services Services) {
	if services.Accounts != nil {
		s.auth(services.Accounts)
		s.me(services.Accounts)
	}
}
