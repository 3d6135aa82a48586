package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/catalogue"
)

// TestASearchsFileHasWhatThePageCounts holds for each filter that a search has: none
// of them may be lost on the way to the file.
func TestASearchsFileHasWhatThePageCounts(t *testing.T) {
	s := newStage(t)
	s.add(catalogue.NewProduct{Name: "Gạo nếp", Group: "thuc-pham", Unit: "kg", Tiers: []catalogue.Tier{{Price: 15_000}}}, true)
	s.add(catalogue.NewProduct{Name: "Rượu men lá", Group: "do-uong", Unit: "lit", Tiers: []catalogue.Tier{{Price: 60_000}}, QualityMarks: []string{"attp"}}, true)
	s.Indexed()
	visitor := s.browser()
	for query, count := range map[string]int{
		"": 4, "q=&group=&stars=&mark=&price=&month=&minAvailable=&priceMax=": 4,
		"q=gao+nep": 1, "group=thuc-pham": 2, "group=thuc-pham&group=do-uong": 3, "stars=4": 1, "stars=4&stars=0": 4,
		"area=01840": 4, "area=01": 0, "mark=attp": 2, "month=2026-12": 1, "minAvailable=100&unit=kg": 1,
		"priceMax=20000": 1, "price=0-20000": 1, "price=0-20000&price=50000-100000": 3, "price=0-20000&group=do-uong": 0,
		"group=thuc-pham&sort=price": 2, "undo=price&verbatim=true": 4,
	} {
		t.Run(query, func(t *testing.T) {
			require.Contains(t, visitor.get("/san-pham?"+query).body, fmt.Sprintf("<strong>%d sản phẩm</strong>", count))
			file := visitor.get("/xuat/san-pham.csv?" + query)
			require.Equal(t, http.StatusOK, file.StatusCode, file.body)
			require.Equal(t, count+1, strings.Count(file.body, "\n"), "and the header")
		})
	}
	require.Equal(t, http.StatusUnprocessableEntity, visitor.get("/xuat/san-pham.csv?price=bogus").StatusCode)
}

func TestRobotsMakeNoFiles(t *testing.T) {
	s := newStage(t)
	robots := s.browser().get("/robots.txt")
	require.Equal(t, http.StatusOK, robots.StatusCode)
	require.Contains(t, robots.body, "Disallow: /xuat/\n")
	for _, page := range []string{"/san-pham", "/htx"} {
		files := 0
		for _, a := range elements(t, s.browser().get(page).body).all("a") {
			if strings.HasPrefix(a.attrs["href"], "/xuat/") {
				files++
				require.Equal(t, "nofollow", a.attrs["rel"])
				require.NotContains(t, a.attrs, "download", "a refusal is shown as a page")
			}
		}
		require.NotZero(t, files, page)
	}
}
