package linkage_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/linkage"
)

type object = apptest.Object

// stage is a buyer, a seller and a product of which January to March 2027 hold
// 10 t each.
type stage struct {
	*apptest.App
	buyer, seller *apptest.Client
	product       string
}

func newStage(t *testing.T) *stage {
	a := apptest.New(t)
	s := &stage{App: a, seller: a.Verified("cooperative", "HTX Bên bán", "01840"), buyer: a.Verified("enterprise", "Công ty Bên mua", "01843")}
	s.product = s.seller.Offer("Miến dong", nil)
	s.seller.Capacity(s.product, "tan", 10, 10, 10)
	return s
}

// get reads a contract, whatever the time.
func (s *stage) get(id string) *linkage.Contract {
	s.T.Helper()
	contract, err := s.Linkage.Contract(s.T.Context(), account.System, id)
	require.NoError(s.T, err)
	return contract
}

// committed is what is committed of a product in the first months of 2027.
func (s *stage) committed(product string, months int) []float64 {
	s.T.Helper()
	var capacity struct{ Months []struct{ Committed float64 } }
	s.Visitor().Get("/products/" + product + "/capacity/2027").Want(http.StatusOK).JSON(&capacity)
	var committed []float64
	for _, month := range capacity.Months[:months] {
		committed = append(committed, month.Committed)
	}
	return committed
}

// in makes a contract of 1 t in January in that state.
func (s *stage) in(status linkage.Status) string {
	s.T.Helper()
	start := "2026-11-23"
	if status == linkage.Signed {
		start = "2026-12-01"
	}
	id := s.buyer.Post("/contracts", object{"form": "form-3", "startDate": start, "endDate": "2027-12-31",
		"lines": []object{{"productId": s.product, "unit": "tan", "unitPrice": 50_000_000, "months": apptest.Months(1)}}}).
		Want(http.StatusCreated).ID()
	steps := map[linkage.Status][]string{
		linkage.Draft: {}, linkage.Withdrawn: {"withdraw"}, linkage.Proposed: {"propose"},
		linkage.Signed: {"propose", "sign"}, linkage.Active: {"propose", "sign"},
		linkage.Suspended: {"propose", "sign", "suspend"}, linkage.Completed: {"propose", "sign", "complete"},
		linkage.Terminated: {"propose", "sign", "terminate"},
	}
	for _, step := range steps[status] {
		path := "/contracts/" + id + "/" + step
		switch step {
		case "sign":
			s.buyer.Sign(id).Want(http.StatusOK)
			s.seller.Sign(id).Want(http.StatusOK)
		case "suspend":
			s.buyer.Post(path, object{"reason": "Mưa lũ"}).Want(http.StatusOK)
		case "terminate":
			s.buyer.Post(path, object{"kind": "mutual", "reason": "Hai bên thống nhất"}).Want(http.StatusOK)
		default:
			s.buyer.Post(path, nil).Want(http.StatusOK)
		}
	}
	require.Equal(s.T, status, s.get(id).Status)
	return id
}
