package registry_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
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

// TestDuplicatesMissNothingForLong: not what a long transaction brought, nor what was
// entered while a clock stood back; and nobody is shown what they may not see any more.
func TestDuplicatesMissNothingForLong(t *testing.T) {
	a := apptest.New(t)
	commune := account.Actor{UserID: "officer", Role: account.Officer, AreaCode: "01840"}
	enter := func(ctx context.Context, name string) string {
		o, err := a.Registry.Create(ctx, account.System, registry.NewOrganization{Kind: registry.Cooperative, Name: name, TaxCode: a.TaxCode(), AreaCode: "01840"})
		require.NoError(t, err)
		return o.ID
	}
	suggested := func() int {
		page, err := a.Registry.Duplicates(t.Context(), commune, registry.DuplicateFilter{})
		require.NoError(t, err)
		return len(page.Items)
	}
	first := enter(t.Context(), "HTX Miến dong Tài Hoan")
	require.Zero(t, suggested())
	inLong := func(work func(ctx context.Context)) {
		require.NoError(t, a.DB.Tx(t.Context(), func(ctx context.Context) error {
			work(ctx)
			a.Clock.Add(3 * time.Minute)
			suggested() // to another reader
			return nil
		}))
	}
	inLong(func(ctx context.Context) { enter(ctx, "HTX Tài Hoan miến dong") })
	a.Clock.Add(time.Hour)
	require.Equal(t, 1, suggested())

	a.Clock.Add(-time.Hour)
	enter(t.Context(), "HTX Miến dong Tai Hoan")
	require.Equal(t, 3, suggested())
	a.Clock.Add(10 * time.Minute)
	require.Equal(t, 3, suggested())

	inLong(func(ctx context.Context) {
		area := "01849"
		_, err := a.Registry.Change(ctx, account.System, first, 0, registry.OrganizationChange{AreaCode: &area})
		require.NoError(t, err)
	})
	require.Equal(t, 1, suggested(), "the officer of another commune's has no business with it")
}

// TestManyOfOneNameAreSuggestedAFewAtATime, and the others when these are decided.
func TestManyOfOneNameAreSuggestedAFewAtATime(t *testing.T) {
	a := apptest.New(t)
	const many = 400
	var ids []string
	for range many {
		o, err := a.Registry.Create(t.Context(), account.System, registry.NewOrganization{Kind: registry.Cooperative, Name: "HTX Nông nghiệp", TaxCode: a.TaxCode(), AreaCode: "01840"})
		require.NoError(t, err)
		ids = append(ids, o.ID)
	}
	pairs, err := a.Registry.Alike(t.Context())
	require.NoError(t, err)
	require.LessOrEqual(t, pairs, 20*many)
	for _, id := range ids[2:] {
		_, err := a.Registry.Dissolve(t.Context(), account.System, id, 0, registry.Reason{Text: "Thử"})
		require.NoError(t, err)
	}
	pairs, err = a.Registry.Alike(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, pairs)
}

// TestWhatIsDecidedMakesRoomForTheNext: of many of one name every pair is suggested in the
// end, the next as soon as one is decided, by whichever server; what is taken back returns.
func TestWhatIsDecidedMakesRoomForTheNext(t *testing.T) {
	a := apptest.New(t)
	const many = 24
	for range many {
		_, err := a.Registry.Create(t.Context(), account.System, registry.NewOrganization{Kind: registry.Cooperative, Name: "HTX Nông nghiệp", TaxCode: a.TaxCode(), AreaCode: "01840"})
		require.NoError(t, err)
	}
	officer := account.Actor{UserID: "officer", Role: account.Officer, AreaCode: "19"}
	page := func() []registry.Duplicate {
		found, err := a.Registry.Duplicates(t.Context(), officer, registry.DuplicateFilter{Limit: 100})
		require.NoError(t, err)
		return found.Items
	}
	decided := map[string]bool{}
	var last registry.Duplicate
	for items := page(); len(items) > 0; items = page() {
		for _, last = range items {
			key := last.One.ID + last.Other.ID
			require.False(t, decided[key])
			decided[key] = true
			_, err := a.Registry.Distinguish(t.Context(), officer, last.One.ID, last.Other.ID, "")
			require.NoError(t, err)
		}
	}
	require.Equal(t, many*(many-1)/2, len(decided))
	again := func() {
		t.Helper()
		_, err := a.Registry.Reconsider(t.Context(), officer, last.One.ID, last.Other.ID)
		require.NoError(t, err)
		require.Len(t, page(), 1)
		_, err = a.Registry.Distinguish(t.Context(), officer, last.One.ID, last.Other.ID, "")
		require.NoError(t, err)
		require.Empty(t, page())
	}
	again()
	a.Clock.Add(2 * time.Hour) // all are read anew
	require.Empty(t, page())
	again()
	pairs, err := a.Registry.Alike(t.Context())
	require.NoError(t, err)
	require.Equal(t, len(decided), pairs)
}
