package registry_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

// TestDuplicatesFollowEveryChange: what is suggested is at any time what a comparison of
// all with all would suggest, page by page and each pair once.
func TestDuplicatesFollowEveryChange(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	type entered struct{ id, name, area string }
	var all []*entered
	today := func(code string) string {
		area, known := a.Registry.Areas().Get(code)
		require.True(t, known)
		if area.SuccessorCode != "" {
			return area.SuccessorCode
		}
		return code
	}
	suggested := func() map[string]bool {
		pairs, cursor := map[string]bool{}, ""
		for {
			var page struct {
				Items []struct {
					Organizations []struct{ ID string }
					Reasons       []struct{ Code string }
				}
				NextCursor string
			}
			officer.Get("/organizations/duplicates?limit=2&cursor=" + url.QueryEscape(cursor)).Want(http.StatusOK).JSON(&page)
			for _, pair := range page.Items {
				key := pair.Organizations[0].ID + " " + pair.Organizations[1].ID
				require.False(t, pairs[key], "twice")
				require.NotEmpty(t, pair.Reasons)
				pairs[key] = true
			}
			if cursor = page.NextCursor; cursor == "" {
				return pairs
			}
		}
	}
	check := func(what string) {
		t.Helper()
		a.Clock.Add(10 * time.Minute)
		officer = a.Staff("19") // signed in anew
		want := map[string]bool{}
		for i, one := range all {
			for _, other := range all[i+1:] {
				if today(one.area) == today(other.area) && registry.LikeNames(one.name, other.name) {
					want[min(one.id, other.id)+" "+max(one.id, other.id)] = true
				}
			}
		}
		require.Equal(t, want, suggested(), what)
	}
	enter := func(name, area string) *entered {
		id := officer.Post("/organizations", object{"kind": "cooperative", "name": name, "taxCode": a.TaxCode(), "areaCode": area}).Want(http.StatusCreated).ID()
		all = append(all, &entered{id, name, area})
		return all[len(all)-1]
	}
	check("none yet")
	for _, name := range []string{"HTX Miến dong Tài Hoan", "HTX Tài Hoan miến dong", "HTX Miến dong Tai Hoang", "HTX Chè Bằng Phúc 1", "HTX Chè Bằng Phúc 2"} {
		for _, area := range []string{"01840", "01846@old", "01849"} {
			enter(name, area)
		}
	}
	check("both trees")
	first := all[0]
	first.name = "HTX Thịt treo gác bếp"
	officer.Patch("/organizations/"+first.id, object{"name": first.name}).Want(http.StatusOK)
	check("renamed")
	first.name = "HTX Chè Bằng Phúc 2"
	officer.Patch("/organizations/"+first.id, object{"name": first.name}).Want(http.StatusOK)
	check("renamed into another's name")
	first.area = "01849"
	officer.Patch("/organizations/"+first.id, object{"areaCode": first.area}).Want(http.StatusOK)
	check("moved")
	officer.Post("/organizations/"+first.id+"/dissolve", object{"reason": "Thử"}).Want(http.StatusOK)
	all = all[1:]
	check("dissolved")
	enter("HTX Miến dong Tài Hoan", "01840")
	check("entered later")
	officer.Get("/organizations/duplicates?cursor=01840.x").Problem(http.StatusUnprocessableEntity, "invalid_input")
}
