package sourcing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
)

type object = apptest.Object

// wanted is a demand for 5 t in January and 3 in February; with fields beside or
// instead.
func wanted(with object) object {
	body := object{"title": "Miến dong cho quý 1", "keywords": "mien dong", "unit": "tan", "months": apptest.Months(5, 3),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}
	for key, value := range with {
		body[key] = value
	}
	return body
}

func ask(buyer *apptest.Client, with object) string {
	buyer.T.Helper()
	id := buyer.Post("/demands", wanted(with)).Want(http.StatusCreated).ID()
	buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	return id
}

func TestADemandIsCheckedFieldByField(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	month := func(month string, amount any) object { return object{"month": month, "amount": amount} }
	months := func(list ...object) object { return object{"months": list} }
	for name, row := range map[string]struct {
		with  object
		field string
	}{
		"this month":              {months(month("2026-11", 1)), "months[0].month"},
		"a month gone":            {months(month("2027-01", 1), month("2026-10", 1)), "months[0].month"},
		"nothing":                 {months(month("2027-01", 0)), "months[0].amount"},
		"less than nothing":       {months(month("2027-01", -1)), "months[0].amount"},
		"four decimals":           {months(month("2027-01", 1.0001)), "months[0].amount"},
		"a month twice":           {months(month("2027-01", 1), month("2027-02", 1), month("2027-01", 1)), "months[2].month"},
		"no such month":           {months(month("2027-13", 1)), "months[0].month"},
		"no months":               {months(), "months"},
		"too much":                {months(month("2027-01", 1_000_000_001)), "months[0].amount"},
		"an unknown unit":         {object{"unit": "thung"}, "unit"},
		"an unknown group":        {object{"group": "thuoc-la"}, "group"},
		"an unknown mark":         {object{"qualityMarks": []string{"vietgap", "tot"}}, "qualityMarks"},
		"six stars":               {object{"minStars": 6}, "minStars"},
		"a ceiling below nothing": {object{"priceCeiling": -1}, "priceCeiling"},
		"an unknown place":        {object{"deliveryAreaCode": "99999"}, "deliveryAreaCode"},
		"no keywords":             {object{"keywords": ""}, "keywords"},
		"no title":                {object{"title": " "}, "title"},
		"closed already":          {object{"closesAt": "2026-11-22"}, "closesAt"},
		"closed this moment":      {object{"closesAt": "2026-11-23T02:00:00Z"}, "closesAt"},
		"an impossible day":       {object{"closesAt": "2027-02-30"}, "closesAt"},
	} {
		t.Run(name, func(t *testing.T) {
			fields := buyer.Post("/demands", wanted(row.with)).Problem(http.StatusUnprocessableEntity, "invalid_input")
			require.Equal(t, []string{row.field}, fields)
		})
	}
	list := buyer.Get("/demands?organizationId=" + buyer.OrganizationID).Want(http.StatusOK).Fields()
	require.Empty(t, list["items"], "nothing is stored")

	// Months come in any order and are kept in order of time, exactly.
	demand := buyer.Post("/demands", wanted(months(month("2027-03", 0.001), month("2027-01", 999_999_999.999)))).Want(http.StatusCreated)
	require.Equal(t, []any{object{"month": "2027-01", "amount": 999_999_999.999}, object{"month": "2027-03", "amount": 0.001}}, demand.Fields()["months"])
}

func TestTimePassesOverADemand(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	draft := buyer.Post("/demands", wanted(object{"months": apptest.Months(5)})).Want(http.StatusCreated).ID()
	open := ask(buyer, nil)
	actor := buyer.Actor()

	// "2026-12-20" closes at the end of that day in Vietnam.
	a.Clock.Add(time.Date(2026, 12, 20, 16, 59, 59, 0, time.UTC).Sub(apptest.Start))
	require.Equal(t, "open", a.Visitor().Get("/demands/" + open).Want(http.StatusOK).Fields()["status"])
	a.Clock.Add(time.Second)
	require.Equal(t, "expired", a.Visitor().Get("/demands/" + open).Want(http.StatusOK).Fields()["status"])
	require.Empty(t, a.Visitor().Get("/demands").Want(http.StatusOK).Fields()["items"])
	require.Len(t, a.Visitor().Get("/demands?status=expired").Want(http.StatusOK).Fields()["items"], 1)

	// A draft that its months have overtaken is not published.
	_, err := a.Sourcing.Open(t.Context(), actor, draft, 0)
	require.Equal(t, fault.InvalidInput, fault.CodeOf(err))
}

func TestOnlyAVerifiedEnterprisePublishesADemand(t *testing.T) {
	a := apptest.New(t)
	pending := a.Register("enterprise", "Công ty Chưa duyệt", "01843")
	id := pending.Post("/demands", wanted(nil)).Want(http.StatusCreated).ID()
	pending.Post("/demands/"+id+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	a.Staff("19").Post("/organizations/"+pending.OrganizationID+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	pending.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	pending.Post("/demands/"+id+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	pending.Patch("/demands/"+id, object{"minStars": 1}).Problem(http.StatusConflict, "state_forbids")
	_, err := a.Sourcing.Demand(t.Context(), account.Actor{}, id)
	require.NoError(t, err, "an open demand is public")
}
