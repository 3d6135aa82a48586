package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// choir is a demand for 5 t in January and 3 in February that two cooperatives
// can meet together.
type choir struct {
	*apptest.App
	buyer, one, two, union *apptest.Client
	first, second          string // products of one and two, by the kilogram
	demand                 string
}

func newChoir(t *testing.T) *choir {
	a := apptest.New(t)
	c := &choir{App: a, buyer: a.Verified("enterprise", "Công ty Bên mua", "01843"), one: a.Verified("cooperative", "HTX Một", "01840"),
		two: a.Verified("cooperative", "HTX Hai", "01849"), union: a.Verified("union", "Liên hiệp HTX", "01840")}
	c.first = c.one.Offer("Miến dong loại một", object{"price": object{"min": 50_000, "max": 60_000}})
	c.second = c.two.Offer("Miến dong loại hai", object{"price": object{"min": 60_000, "max": 70_000}})
	c.one.Capacity(c.first, "tan", 3, 3)
	c.two.Capacity(c.second, "tan", 4, 4)
	c.Indexed()
	c.demand = ask(c.buyer, nil)
	return c
}

func (c *choir) lines() []object {
	return []object{
		{"productId": c.first, "unitPrice": 61_317, "months": apptest.Months(3, 3)},
		{"productId": c.second, "unitPrice": 69_731, "months": apptest.Months(2)}}
}

// propose asks both for a joint quote, as the buyer.
func (c *choir) propose(with object) string {
	c.T.Helper()
	return c.ask(c.buyer, with).Want(http.StatusCreated).ID()
}

func (c *choir) ask(who *apptest.Client, with object) *apptest.Response {
	c.T.Helper()
	body := object{"validUntil": "2026-12-15", "note": "Mời cùng giao", "lines": c.lines()}
	for key, value := range with {
		body[key] = value
	}
	return who.Post("/demands/"+c.demand+"/joint-quotes", body)
}

type jointQuote struct {
	ID, Status, LeadID string
	Version            int64
	Parts              []struct {
		OrganizationID, Status, Note string
		Lines, Proposed              []struct {
			ProductID string
			UnitPrice int64
			Months    []monthAmount
		}
	}
	Others *jointSum
	Total  jointSum
}

type jointSum struct {
	Suppliers, Answered int
	Months              []monthAmount
	Cost                int64
}

func (c *choir) get(who *apptest.Client, id string) (j jointQuote) {
	c.T.Helper()
	who.Get("/joint-quotes/" + id).Want(http.StatusOK).JSON(&j)
	return j
}

// TestAPlanBecomesAJointContract is the whole way: one press asks all the plan's
// cooperatives, they confirm, the buyer takes all, and one contract commits the
// capacity of both at the last signature.
func TestAPlanBecomesAJointContract(t *testing.T) {
	c := newChoir(t)
	body := object{"validUntil": "2026-12-15", "lead": c.union.OrganizationID}
	id := c.buyer.Post("/demands/"+c.demand+"/joint-quotes", body).Want(http.StatusCreated).ID()
	c.buyer.Post("/demands/"+c.demand+"/joint-quotes", body).Problem(http.StatusConflict, "conflict")
	joint := c.get(c.buyer, id)
	require.Equal(t, "inviting", joint.Status)
	require.Len(t, joint.Parts, 2)
	require.Equal(t, []monthAmount{{"2027-01", 5}, {"2027-02", 3}}, joint.Total.Months)
	for _, who := range []*apptest.Client{c.one, c.two} {
		require.Contains(t, told(who), "mời đơn vị cùng báo giá cho nhu cầu “Miến dong cho quý 1”, trả lời trước 15/12/2026")
	}
	require.Contains(t, told(c.union), "đề xuất báo giá chung")

	c.one.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
	require.Equal(t, "inviting", c.get(c.union, id).Status)
	c.buyer.Post("/joint-quotes/"+id+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	c.two.Post("/joint-quotes/"+id+"/confirm", object{"note": "Đủ hàng"}).Want(http.StatusOK)
	require.Equal(t, "offered", c.get(c.buyer, id).Status, "all have answered")
	require.Contains(t, told(c.buyer), "Các bên đã trả lời xong")
	draw := object{"jointQuoteId": id, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}
	require.Equal(t, []string{"jointQuoteId"}, c.buyer.Post("/contracts", draw).Problem(http.StatusConflict, "state_forbids"))
	c.one.Post("/joint-quotes/"+id+"/accept", nil).Problem(http.StatusForbidden, "forbidden")
	c.buyer.Post("/joint-quotes/"+id+"/accept", nil).Want(http.StatusOK)
	demand := c.buyer.Get("/demands/" + c.demand).Want(http.StatusOK).Fields()
	require.Equal(t, "awarded", demand["status"])

	contract := c.one.Post("/contracts", draw).Want(http.StatusCreated).Fields()
	require.ElementsMatch(t, []any{c.one.OrganizationID, c.two.OrganizationID}, contract["supplierIds"])
	require.Equal(t, id, contract["jointQuoteId"])
	require.EqualValues(t, joint.Total.Cost, contract["value"])
	require.Equal(t, []string{"jointQuoteId"}, c.buyer.Post("/contracts", draw).Problem(http.StatusConflict, "conflict"), "a joint quote makes one contract")
	require.Equal(t, []string{"jointQuoteId"}, c.buyer.Post("/contracts", object{"jointQuoteId": id, "quoteId": id, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"))
	path := "/contracts/" + contract["id"].(string)
	require.Contains(t, c.buyer.Patch(path, object{"lines": []object{apptest.Line(c.first, 1)}}).Problem(http.StatusUnprocessableEntity, "invalid_input"), "lines")
	c.buyer.Post(path+"/propose", nil).Want(http.StatusOK)
	c.buyer.Sign(contract["id"].(string)).Want(http.StatusOK)
	c.one.Sign(contract["id"].(string)).Want(http.StatusOK)

	// What the second needs has gone meanwhile: nobody's capacity is committed.
	taken := c.buyer.Conclude([]object{apptest.Line(c.second, 4000)}, c.two)
	require.Equal(t, []string{"months.2027-01"}, c.two.Sign(contract["id"].(string)).Problem(http.StatusConflict, "capacity_exceeded"))
	require.Equal(t, []float64{0, 0}, c.committed(c.first))
	c.buyer.Post("/contracts/"+taken+"/terminate", object{"kind": "mutual", "reason": "Nhường hàng"}).Want(http.StatusOK)
	require.Equal(t, "active", c.two.Sign(contract["id"].(string)).Want(http.StatusOK).Fields()["status"])
	require.Equal(t, []float64{3, 3}, c.committed(c.first))
	require.Equal(t, []float64{2, 0}, c.committed(c.second))

	// Both deliver, and the figures are those recomputed.
	for line, supplier := range []*apptest.Client{c.one, c.two} {
		index := line
		if contract["lines"].([]any)[0].(map[string]any)["organizationId"] != c.one.OrganizationID {
			index = 1 - line
		}
		delivery := supplier.Deliver(contract["id"].(string), index, "2027-01", 500).Want(http.StatusCreated).ID()
		c.buyer.Post("/deliveries/"+delivery+"/accept", object{"acceptedAmount": 490, "rejectedAmount": 10, "reason": "Ẩm"}).Want(http.StatusOK)
		c.buyer.Post(path+"/payments", object{"organizationId": supplier.OrganizationID, "amount": 1_000_000, "paidAt": "2026-11-23"}).Want(http.StatusCreated)
	}
	differences, err := c.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
}

// committed is what is committed of a product in January and February 2027.
func (c *choir) committed(product string) []float64 {
	c.T.Helper()
	var capacity struct{ Months []struct{ Committed float64 } }
	c.Visitor().Get("/products/" + product + "/capacity/2027").Want(http.StatusOK).JSON(&capacity)
	return []float64{capacity.Months[0].Committed, capacity.Months[1].Committed}
}

// TestSuppliersSeeOnlyTheirOwnPart holds what each role sees of a joint quote.
func TestSuppliersSeeOnlyTheirOwnPart(t *testing.T) {
	c := newChoir(t)
	id := c.propose(object{"lead": c.union.OrganizationID})
	c.two.Post("/joint-quotes/"+id+"/confirm", object{"note": "Chỉ bên mua biết"}).Want(http.StatusOK)
	for name, who := range map[string]*apptest.Client{"buyer": c.buyer, "lead": c.union, "officer": c.Staff("19"), "admin": c.Staff("")} {
		j := c.get(who, id)
		require.Len(t, j.Parts, 2, name)
		require.Nil(t, j.Others, name)
		require.EqualValues(t, 6000*61_317+2000*69_731, j.Total.Cost, name)
		require.Equal(t, "confirmed", j.Parts[1].Status)
	}
	j := c.get(c.one, id)
	require.Len(t, j.Parts, 1)
	require.Equal(t, c.one.OrganizationID, j.Parts[0].OrganizationID)
	require.Equal(t, &jointSum{Suppliers: 1, Answered: 1, Months: []monthAmount{{"2027-01", 2}}}, j.Others)
	require.Zero(t, j.Total.Cost)
	require.Equal(t, []monthAmount{{"2027-01", 5}, {"2027-02", 3}}, j.Total.Months)
	for _, path := range []string{"/joint-quotes/" + id, "/joint-quotes", "/demands/" + c.demand + "/joint-quotes"} {
		body := string(c.one.Get(path).Want(http.StatusOK).Body)
		require.Contains(t, body, id, path)
		for _, secret := range []string{c.two.OrganizationID, c.second, "69731", "Chỉ bên mua biết"} {
			require.NotContains(t, body, secret, path)
		}
	}
	stranger := c.Verified("cooperative", "HTX Ngoài", "01849")
	for _, who := range []*apptest.Client{stranger, c.Verified("enterprise", "Công ty Khác", "01843"), c.Staff("01")} {
		who.Get("/joint-quotes/"+id).Problem(http.StatusNotFound, "not_found")
		who.Post("/joint-quotes/"+id+"/confirm", nil).Problem(http.StatusNotFound, "not_found")
	}
	require.Empty(t, stranger.Get("/demands/" + c.demand + "/joint-quotes").Want(http.StatusOK).Fields()["items"])
	require.Empty(t, stranger.Get("/joint-quotes").Want(http.StatusOK).Fields()["items"])
}

func TestAProposalIsCheckedFieldByField(t *testing.T) {
	c := newChoir(t)
	line := func(product string, price int64, amounts ...float64) object {
		return object{"productId": product, "unitPrice": price, "months": apptest.Months(amounts...)}
	}
	boxes := c.two.Offer("Miến dong hộp", object{"unit": "hop"})
	for name, row := range map[string]struct {
		with   object
		fields []string
	}{
		"one supplier":       {object{"lines": []object{line(c.first, 1, 1)}}, []string{"lines"}},
		"a product twice":    {object{"lines": []object{line(c.first, 1, 1), line(c.second, 1, 1), line(c.first, 1, 1)}}, []string{"lines[2].productId"}},
		"no such product":    {object{"lines": []object{line(c.first, 1, 1), line("none", 1, 1)}}, []string{"lines[1].productId"}},
		"another dimension":  {object{"lines": []object{line(c.first, 1, 1), line(boxes, 1, 1)}}, []string{"lines[1].productId", "lines[1].months[0].amount"}},
		"more than is asked": {object{"lines": []object{line(c.first, 1, 4, 1), line(c.second, 1, 1.001)}}, []string{"months.2027-01"}},
		"a month not asked":  {object{"lines": []object{line(c.first, 1, 1), line(c.second, 1, 0, 0, 1)}}, []string{"lines[1].months[0].month", "months.2027-03"}},
		"a time gone":        {object{"validUntil": "2026-11-22"}, []string{"validUntil"}},
		"no such lead":       {object{"lead": "none"}, []string{"lead"}},
		"a buyer as lead":    {object{"lead": c.buyer.OrganizationID}, []string{"lead"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Subset(t, row.fields, c.ask(c.buyer, row.with).Problem(http.StatusUnprocessableEntity, "invalid_input"))
		})
	}
	require.Empty(t, c.buyer.Get("/joint-quotes").Want(http.StatusOK).Fields()["items"])
	c.ask(c.Verified("enterprise", "Công ty Khác", "01843"), nil).Problem(http.StatusForbidden, "forbidden")
	c.ask(c.Staff("19"), nil).Problem(http.StatusForbidden, "forbidden")
	c.ask(c.Visitor(), nil).Problem(http.StatusUnauthorized, "unauthenticated")
	require.Equal(t, []string{"lines"}, c.union.Post("/demands/"+c.demand+"/joint-quotes", object{"validUntil": "2026-12-15"}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"), "a plan is the buyer's")
	require.Equal(t, []string{"lead"}, c.ask(c.one, object{"lead": c.two.OrganizationID}).Problem(http.StatusUnprocessableEntity, "invalid_input"))

	// What the price of a line is where none is said.
	id := c.propose(object{"lines": []object{{"productId": c.first, "months": apptest.Months(1)}, {"productId": c.second, "months": apptest.Months(1)}}})
	require.EqualValues(t, 60_000, c.get(c.buyer, id).Parts[0].Lines[0].UnitPrice)
	c.buyer.Post("/demands/"+c.demand+"/close", nil).Want(http.StatusOK)
	c.ask(c.buyer, nil).Problem(http.StatusConflict, "state_forbids")
}

// TestASupplierProposesAndLeads: its own part is confirmed at once, and only the
// buyer lets others know of an invited demand.
func TestASupplierProposesAndLeads(t *testing.T) {
	c := newChoir(t)
	id := c.ask(c.one, nil).Want(http.StatusCreated).ID()
	j := c.get(c.one, id)
	require.Equal(t, c.one.OrganizationID, j.LeadID)
	require.Len(t, j.Parts, 2, "the lead sees all")
	require.Equal(t, "confirmed", j.Parts[0].Status)
	require.Contains(t, told(c.buyer), "HTX Một đề xuất báo giá chung")
	c.two.Post("/joint-quotes/"+id+"/change", object{"lines": []object{{"productId": c.second, "unitPrice": 65_000, "months": apptest.Months(1.5)}}, "note": "Thiếu hàng"}).
		Want(http.StatusOK)
	j = c.get(c.buyer, id)
	require.Equal(t, "offered", j.Status)
	require.Equal(t, "changed", j.Parts[1].Status)
	require.EqualValues(t, 65_000, j.Parts[1].Lines[0].UnitPrice)
	require.EqualValues(t, 69_731, j.Parts[1].Proposed[0].UnitPrice)
	require.Equal(t, 4.5, j.Total.Months[0].Amount)

	secret := c.buyer.Post("/demands", wanted(object{"visibility": "invited"})).Want(http.StatusCreated).ID()
	c.buyer.Post("/demands/"+secret+"/invitations", object{"organizationIds": []string{c.one.OrganizationID}}).Want(http.StatusOK)
	c.buyer.Post("/demands/"+secret+"/publish", nil).Want(http.StatusOK)
	c.demand = secret
	require.Equal(t, []string{"lines"}, c.ask(c.one, nil).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	c.two.Get("/demands/"+secret).Problem(http.StatusNotFound, "not_found")
	c.propose(nil)
	c.two.Get("/demands/" + secret).Want(http.StatusOK)
}

func TestAPartIsChangedWithinWhatIsAsked(t *testing.T) {
	c := newChoir(t)
	id := c.propose(nil)
	change := func(who *apptest.Client, product string, price int64, amounts ...float64) *apptest.Response {
		return who.Post("/joint-quotes/"+id+"/change", object{"lines": []object{{"productId": product, "unitPrice": price, "months": apptest.Months(amounts...)}}})
	}
	require.Equal(t, []string{"lines[0].productId"}, change(c.two, c.first, 60_000, 1).Problem(http.StatusUnprocessableEntity, "invalid_input"), "another's")
	require.Equal(t, []string{"months.2027-01"}, change(c.two, c.second, 60_000, 2.001).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	change(c.buyer, c.second, 60_000, 1).Problem(http.StatusForbidden, "forbidden")
	change(c.one, c.first, 60_000, 1, 3).Want(http.StatusOK)
	change(c.two, c.second, 60_000, 4).Want(http.StatusOK)
	require.Equal(t, "offered", c.get(c.buyer, id).Status, "the second fills what the first gave up")

	// Who leaves after all takes the offer back from the table.
	c.one.Post("/joint-quotes/"+id+"/drop", object{"note": "Mất mùa"}).Want(http.StatusOK)
	require.Equal(t, "inviting", c.get(c.buyer, id).Status)
	c.buyer.Post("/joint-quotes/"+id+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	c.one.Post("/joint-quotes/"+id+"/confirm", nil).Problem(http.StatusForbidden, "forbidden")
	c.buyer.Post("/joint-quotes/"+id+"/offer", nil).Want(http.StatusOK)
	c.buyer.Post("/joint-quotes/"+id+"/accept", nil).Want(http.StatusOK)
	demand := c.buyer.Get("/demands/" + c.demand).Want(http.StatusOK).Fields()
	require.Equal(t, []any{object{"month": "2027-01", "amount": 4.0}}, demand["awarded"])
	require.Equal(t, "open", demand["status"])

	// Of nobody there is no offer.
	next := c.propose(object{"lines": []object{{"productId": c.first, "months": apptest.Months(0, 1)}, {"productId": c.second, "months": apptest.Months(0, 1)}}})
	c.buyer.Post("/joint-quotes/"+next+"/offer", nil).Problem(http.StatusConflict, "state_forbids")
	for _, who := range []*apptest.Client{c.one, c.two} {
		who.Post("/joint-quotes/"+next+"/drop", nil).Want(http.StatusOK)
	}
	require.Equal(t, "withdrawn", c.get(c.buyer, next).Status)
}
