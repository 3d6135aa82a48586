package linkage_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/linkage"
)

// signable is a contract that lacks one signature, the seller's.
func (s *stage) signable(lines ...object) string {
	s.T.Helper()
	id := s.buyer.Draw(lines...)
	s.buyer.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
	s.buyer.Sign(id).Want(http.StatusOK)
	return id
}

func TestTheLastSignatureCommitsTheCapacity(t *testing.T) {
	s := newStage(t)
	first := s.signable(apptest.Line(s.product, 6000, 10_000, 2000))
	second := s.signable(apptest.Line(s.product, 4001, 1, 8000))
	require.Equal(t, []float64{0, 0, 0}, s.committed(s.product, 3), "one signature commits nothing")
	s.seller.Sign(first).Want(http.StatusOK)
	require.Equal(t, []float64{6, 10, 2}, s.committed(s.product, 3))

	refused := s.seller.Sign(second).Problem(http.StatusConflict, "capacity_exceeded")
	require.Equal(t, []string{"months.2027-01", "months.2027-02"}, refused, "the months that are short, in order")
	require.Equal(t, []float64{6, 10, 2}, s.committed(s.product, 3), "a refusal commits nothing")
	contract := s.get(second)
	require.Equal(t, linkage.Proposed, contract.Status)
	require.Len(t, contract.Signatures, 1)

	// Once there is room, the same signature goes through.
	s.seller.Capacity(s.product, "kg", 10_001, 10_001, 10_000)
	s.seller.Sign(second).Want(http.StatusOK)
	require.Equal(t, []float64{10_001, 10_001, 10_000}, s.committed(s.product, 3))
}

func TestMonthsWithoutAnyCapacityAreNamed(t *testing.T) {
	s := newStage(t)
	id := s.buyer.Post("/contracts", object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2029-12-31", "lines": []object{
		{"productId": s.product, "unitPrice": 1, "months": []object{{"month": "2029-02", "amount": 1}, {"month": "2027-12", "amount": 1},
			{"month": "2028-01", "amount": 1}, {"month": "2027-01", "amount": 1}}}}}).Want(http.StatusCreated).ID()
	s.buyer.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
	s.buyer.Sign(id).Want(http.StatusOK)
	refused := s.seller.Sign(id)
	require.Equal(t, []string{"months.2027-12", "months.2028-01", "months.2029-02"}, refused.Problem(http.StatusConflict, "capacity_exceeded"))
	var problem struct{ Errors []struct{ Message string } }
	refused.JSON(&problem)
	require.Equal(t, "Tháng 12/2027 chỉ còn 0 tấn.", problem.Errors[0].Message)
	require.Equal(t, "Tháng 01/2028 chưa công bố công suất.", problem.Errors[1].Message, "no year is stated, so there is no unit")
	require.Equal(t, []float64{0}, s.committed(s.product, 1))
}

func TestTwoLinesOnOneProductReserveTogether(t *testing.T) {
	s := newStage(t)
	inTonnes := func(amount float64) object {
		return object{"productId": s.product, "unit": "tan", "unitPrice": 50_000_000, "months": apptest.Months(amount)}
	}
	over := s.signable(apptest.Line(s.product, 5000), inTonnes(5.001))
	require.Equal(t, []string{"months.2027-01"}, s.seller.Sign(over).Problem(http.StatusConflict, "capacity_exceeded"))
	require.Equal(t, []float64{0}, s.committed(s.product, 1))
	whole := s.signable(apptest.Line(s.product, 4999.999), inTonnes(5), apptest.Line(s.product, 0.001))
	s.seller.Sign(whole).Want(http.StatusOK)
	require.Equal(t, []float64{10}, s.committed(s.product, 1))
	s.buyer.Post("/contracts/"+whole+"/terminate", object{"kind": "mutual", "reason": "Thôi"}).Want(http.StatusOK)
	require.Equal(t, []float64{0}, s.committed(s.product, 1), "and are released together")
}

func TestOneShortProductCommitsNoneOfTheContract(t *testing.T) {
	s := newStage(t)
	second := s.seller.Offer("Gạo nếp", nil)
	s.seller.Capacity(second, "kg", 10)
	id := s.signable(apptest.Line(s.product, 1000), apptest.Line(second, 11))
	require.Equal(t, []string{"months.2027-01"}, s.seller.Sign(id).Problem(http.StatusConflict, "capacity_exceeded"))
	require.Equal(t, []float64{0}, s.committed(s.product, 1))
	require.Equal(t, []float64{0}, s.committed(second, 1))
}

// TestConcurrentSignaturesNeverExceedCapacity is the first promise: 40 contracts
// of 0.9 t over 10 t, signed at once.
func TestConcurrentSignaturesNeverExceedCapacity(t *testing.T) {
	s := newStage(t)
	const contracts = 40
	ids := make([]string, contracts)
	for i := range ids {
		ids[i] = s.signable(apptest.Line(s.product, 900, 100, 900))
	}
	var signatures sync.WaitGroup
	codes, seller := make([]fault.Code, contracts), s.seller.Actor()
	for i, id := range ids {
		signatures.Go(func() {
			_, err := s.Linkage.Move(t.Context(), seller, id, 0, linkage.Move{Event: linkage.Sign})
			codes[i] = fault.CodeOf(err)
		})
	}
	signatures.Wait()
	counts := map[fault.Code]int{}
	for i, code := range codes {
		counts[code]++
		require.Equal(t, code == "", s.get(ids[i]).Status == linkage.Active, code)
	}
	require.Equal(t, map[fault.Code]int{"": 11, fault.CapacityExceeded: 29}, counts)
	require.Equal(t, []float64{9.9, 1.1, 9.9}, s.committed(s.product, 3))
	differences, err := s.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
}

// TestASignatureAndALoweringOfCapacityExclude: whichever comes first, the
// committed never exceeds the capacity.
func TestASignatureAndALoweringOfCapacityExclude(t *testing.T) {
	s := newStage(t)
	for i := range 10 {
		product := s.seller.Offer(fmt.Sprintf("Chè số %d", i), nil)
		s.seller.Capacity(product, "kg", 100)
		id := s.signable(apptest.Line(product, 80))
		seller := s.seller.Actor()
		var race sync.WaitGroup
		race.Go(func() { _, _ = s.Linkage.Move(t.Context(), seller, id, 0, linkage.Move{Event: linkage.Sign}) })
		race.Go(func() {
			s.seller.Put("/products/"+product+"/capacity/2027", object{"unit": "kg", "months": apptest.Year(50)})
		})
		race.Wait()
		var capacity struct {
			Months []struct{ Capacity, Committed float64 }
		}
		s.Visitor().Get("/products/" + product + "/capacity/2027").Want(http.StatusOK).JSON(&capacity)
		january := capacity.Months[0]
		require.LessOrEqual(t, january.Committed, january.Capacity)
		require.Equal(t, s.get(id).Status == linkage.Active, january.Committed == 80)
	}
}

func TestAnEndReleasesWhatWasNotUsed(t *testing.T) {
	for event, body := range map[string]any{
		"complete":  nil,
		"terminate": object{"kind": "breach", "reason": "Không giao hàng"},
	} {
		t.Run(event, func(t *testing.T) {
			s := newStage(t)
			id := s.buyer.Conclude([]object{apptest.Line(s.product, 5000, 4000, 3000)}, s.seller)
			s.seller.Deliver(id, 0, "2027-01", 5000).Want(http.StatusCreated)
			partly := s.seller.Deliver(id, 0, "2027-02", 1000).Want(http.StatusCreated).ID()
			s.buyer.Post("/deliveries/"+partly+"/accept", object{"acceptedAmount": 600, "rejectedAmount": 400, "reason": "Ẩm"}).Want(http.StatusOK)
			s.buyer.Post("/contracts/"+id+"/"+event, body).Want(http.StatusOK)
			require.Equal(t, []float64{5, 0.6, 0}, s.committed(s.product, 3))

			// What was given back can be sold again, and what was used cannot.
			s.buyer.Conclude([]object{apptest.Line(s.product, 5000, 9400, 10_000)}, s.seller)
			require.Equal(t, []float64{10, 10, 10}, s.committed(s.product, 3))
		})
	}
}
