package sourcing_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/sourcing"
)

// TestAUnionOfThePlansSuppliersMayLead, however many unions come before it by name.
func TestAUnionOfThePlansSuppliersMayLead(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	enter := func(kind, name string) string {
		return officer.Post("/organizations", object{"kind": kind, "name": name, "taxCode": a.TaxCode(), "areaCode": "01840"}).Want(http.StatusCreated).ID()
	}
	one, two := enter("cooperative", "HTX Một"), enter("cooperative", "HTX Hai")
	both, single, idle := enter("union", "Liên hiệp Ỷ của cả hai"), enter("union", "Liên hiệp Ỷ của một"), enter("union", "Liên hiệp Ỷ dừng")
	for i := range 50 {
		enter("union", fmt.Sprintf("Liên hiệp A %02d", i))
	}
	for _, pair := range [][2]string{{both, one}, {both, two}, {single, two}, {idle, one}} {
		officer.Post("/organizations/"+pair[0]+"/affiliates", object{"cooperativeId": pair[1]}).Want(http.StatusCreated)
	}
	officer.Post("/organizations/"+idle+"/suspend", object{"reason": "Kiểm tra"}).Want(http.StatusOK)

	plan := &sourcing.Plan{}
	for _, id := range []string{one, two, one} {
		organization, err := a.Registry.Lookup(t.Context(), id)
		require.NoError(t, err)
		plan.Lines = append(plan.Lines, sourcing.PlanLine{Organization: organization})
	}
	choices, err := a.Sourcing.LeadChoices(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, choices, 2+50+2)
	require.Equal(t, both, choices[0].Organization.ID)
	require.Equal(t, 2, choices[0].Members)
	require.Equal(t, single, choices[1].Organization.ID)
	require.Equal(t, 1, choices[1].Members)
	require.Equal(t, "Liên hiệp A 00", choices[2].Organization.Name)
	require.Equal(t, []string{one, two}, []string{choices[52].Organization.ID, choices[53].Organization.ID})
	for _, choice := range choices {
		require.NotEqual(t, idle, choice.Organization.ID)
	}
}
