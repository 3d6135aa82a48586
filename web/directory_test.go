package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
)

// enter puts a verified organisation into the register.
func (s *stage) enter(n registry.NewOrganization) *registry.Organization {
	s.t.Helper()
	o, err := s.Registry.Create(s.t.Context(), account.System, n)
	require.NoError(s.t, err)
	return o
}

// names are those that a page of the directory lists.
func (b *browser) names(path string) []string {
	b.t.Helper()
	answered := b.get(path)
	require.Equal(b.t, http.StatusOK, answered.StatusCode, answered.body)
	page := elements(b.t, answered.body)
	checkPage(b.t, page)
	var names []string
	for _, link := range page.all("a") {
		if id, found := strings.CutPrefix(link.attrs["href"], "/htx/"); found && id != "" {
			names = append(names, link.words())
		}
	}
	return names
}

// TestTheDirectoryIsBrowsed asks it by each filter and follows its links: the pages, the
// files and the ways out keep what was asked.
func TestTheDirectoryIsBrowsed(t *testing.T) {
	s := newStage(t)
	for i := range 32 {
		s.enter(registry.NewOrganization{Kind: registry.Group, Name: fmt.Sprintf("Tổ hợp tác số %02d", i), AreaCode: "01864",
			Legal: registry.Legal{LineOfBusiness: "thuy-san"}})
	}
	s.enter(registry.NewOrganization{Kind: registry.Group, Name: "Tổ hợp tác Rừng", AreaCode: "01864", Legal: registry.Legal{LineOfBusiness: "lam-nghiep"}})
	s.Indexed()
	b := s.browser()

	require.Equal(t, []string{"HTX Miến dong Tài Hoan"}, b.names("/htx"), "cooperatives, unless asked otherwise")
	require.Contains(t, b.names("/htx?kind=all&area=01"), "Công ty Thực phẩm Sông Hồng")
	require.Equal(t, []string{"Tổ hợp tác Rừng"}, b.names("/htx?kind=all&lineOfBusiness=lam-nghiep"))
	require.Equal(t, []string{"Tổ hợp tác Rừng"}, b.names("/htx?q=to+hop+tac&lineOfBusiness=lam-nghiep"), "also of what words find")
	require.Empty(t, b.names("/htx?kind=all&rating=tot"))
	require.Contains(t, b.get("/htx?kind=group").body, "<strong>33 đơn vị</strong>", "of all pages")
	require.Equal(t, []string{"HTX Miến dong Tài Hoan"}, b.names("/htx?area=06@old"), "the footprint of what was a province")
	require.Equal(t, []string{"HTX Miến dong Tài Hoan"}, b.names("/htx?area=058@old"), "and of a district")
	require.Empty(t, b.names("/htx?area=066@old"))
	for _, wrong := range []string{"lineOfBusiness=x", "rating=x", "sort=x", "area=x", "q=to&lineOfBusiness=x", "q=to&cursor=x"} {
		require.Equal(t, http.StatusUnprocessableEntity, b.get("/htx?"+wrong).StatusCode, wrong)
	}

	for _, query := range []string{"kind=all&area=060@old&lineOfBusiness=thuy-san&sort=updated", "kind=group&lineOfBusiness=thuy-san", "q=to+hop+tac&lineOfBusiness=thuy-san&kind=all"} {
		asked, err := url.ParseQuery(query)
		require.NoError(t, err)
		first := elements(t, b.get("/htx?"+query).body)
		next := first.first("a", "rel", "next")
		require.NotNil(t, next, query)
		require.ElementsMatch(t, keys(asked), keys(linked(t, next.attrs["href"]), "cursor"))
		second := b.names(next.attrs["href"])
		require.Len(t, second, 2, query)
		require.Len(t, append(b.names("/htx?"+query), second...), 32)
		for _, link := range first.all("a") {
			if strings.HasPrefix(link.attrs["href"], "/xuat/htx.csv") {
				require.ElementsMatch(t, keys(asked), keys(linked(t, link.attrs["href"])))
			}
		}
		require.Len(t, b.download("/htx?"+query, "htx.csv").Rows, 32, "the file has all pages of what was asked")
	}

	none := elements(t, b.get("/htx?kind=union&area=01864").body)
	for _, way := range []string{"/htx?area=01864", "/htx?kind=union", "/htx", "/htx?kind=all"} {
		require.NotNil(t, none.first("a", "href", way), way)
	}
}

// TestAFileOfTheSearchHasItsFilters holds for what only the search engine knows too.
func TestAFileOfTheSearchHasItsFilters(t *testing.T) {
	s := newStage(t)
	b := s.browser()
	for query, rows := range map[string]int{"": 2, "?price=50000-100000": 1, "?sort=name&group=thuc-pham": 1, "?mark=vietgap": 1, "?area=058@old": 2} {
		require.Len(t, b.download("/san-pham"+query, "san-pham.csv").Rows, rows, query)
	}
}

func linked(t *testing.T, address string) url.Values {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return parsed.Query()
}

// keys are name=value of a query, without some names.
func keys(query url.Values, but ...string) []string {
	for _, name := range but {
		query.Del(name)
	}
	return strings.Split(query.Encode(), "&")
}
