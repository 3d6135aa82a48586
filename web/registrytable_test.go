package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
)

const registryPage = "/can-bo/so-bo"

// TestTheRegistryIsFilteredPagedAndBack goes through pages and back by the links
// alone, with the filters and columns kept.
func TestTheRegistryIsFilteredPagedAndBack(t *testing.T) {
	s := newStage(t)
	for i := range 110 {
		_, err := s.Registry.Create(t.Context(), account.System, registry.NewOrganization{
			Kind: registry.Group, Name: fmt.Sprintf("Tổ hợp tác %03d", i), AreaCode: "01840", Address: "Thôn Nà Chom"})
		require.NoError(t, err)
	}
	officer := s.browser().signIn("canbo@test.vn")
	next, back := regexp.MustCompile(`rel="next"[^>]*href="([^"]+)"`), regexp.MustCompile(`rel="prev"[^>]*href="([^"]+)"`)
	firstOf := func(body string) string { return regexp.MustCompile(`Tổ hợp tác \d+`).FindString(body) }
	link := func(pattern *regexp.Regexp, body string) string {
		found := pattern.FindStringSubmatch(body)
		require.NotNil(t, found)
		return strings.ReplaceAll(found[1], "&amp;", "&")
	}
	one := officer.get(registryPage + "?kind=group&col=address")
	require.Equal(t, http.StatusOK, one.StatusCode)
	require.Equal(t, "Tổ hợp tác 000", firstOf(one.body))
	require.Contains(t, one.body, "Thôn Nà Chom")
	require.Contains(t, one.body, "<strong>110 tổ chức</strong>")
	two := officer.get(link(next, one.body))
	three := officer.get(link(next, two.body))
	require.Equal(t, "Tổ hợp tác 050", firstOf(two.body))
	require.Equal(t, "Tổ hợp tác 100", firstOf(three.body))
	require.NotRegexp(t, next, three.body)
	again := officer.get(link(back, three.body))
	require.Equal(t, "Tổ hợp tác 050", firstOf(again.body))
	require.Contains(t, again.body, "Thôn Nà Chom", "the columns stay")
	require.Contains(t, three.body, "<strong>110 tổ chức</strong>", "of all pages")
	s.enter(registry.NewOrganization{Kind: registry.Group, Name: "Tổ hợp tác 110", AreaCode: "01840"})
	require.Contains(t, officer.get(registryPage+"?kind=group&lang=en").body, "<strong>111 organisations</strong>", "also of what was entered since")
	require.Contains(t, officer.get(registryPage+"?q=007&lang=vi").body, "<strong>1 tổ chức</strong>")
	require.NotContains(t, officer.get(registryPage+"?q=khongco").body, "tổ chức</strong>")

	require.Contains(t, officer.get(registryPage+"?status=pending").body, "HTX Chè Bằng Phúc")
	require.NotContains(t, officer.get(registryPage+"?status=pending").body, "Tài Hoan")
	require.Contains(t, officer.get(registryPage+"?q=tai+hoan").body, "HTX Miến dong Tài Hoan")
	require.Contains(t, officer.get(registryPage+"?q=khong+co").body, "Không có đơn vị nào")
	require.Equal(t, http.StatusUnprocessableEntity, officer.get(registryPage+"?kind=khac").StatusCode)
}

// TestTheRegistryIsForOfficersOfItsArea.
func TestTheRegistryIsForOfficersOfItsArea(t *testing.T) {
	s := newStage(t)
	s.user(account.NewUser{Email: "xa@test.vn", FullName: "Cán bộ xã", Role: account.Officer, AreaCode: "01840"})
	commune := s.browser().signIn("xa@test.vn")
	own := commune.get(registryPage).body
	require.Contains(t, own, "HTX Miến dong Tài Hoan")
	require.NotContains(t, own, "HTX Chè Bằng Phúc", "it is of another commune")
	require.Equal(t, http.StatusForbidden, commune.get(registryPage+"?area=19").StatusCode)
	require.Equal(t, http.StatusForbidden, s.browser().signIn("htx@test.vn").get(registryPage).StatusCode)
	require.Equal(t, http.StatusSeeOther, s.browser().get(registryPage).StatusCode)
}

// TestAViewIsKeptRenamedAndDeletedOnThePage.
func TestAViewIsKeptRenamedAndDeletedOnThePage(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	asked := registryPage + "?kind=cooperative&rating=tot"
	keep := registryPage + "/cach-xem"
	refused := officer.submit(asked, keep, url.Values{"name": {""}, "query": {"kind=cooperative&rating=tot"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-name-error"`)
	require.Contains(t, refused.body, `value="kind=cooperative&amp;rating=tot"`, "what was to be kept is kept")
	kept := officer.submit(asked, keep, url.Values{"name": {"HTX loại tốt"}, "query": {"kind=cooperative&rating=tot&cursor=x"}})
	require.Equal(t, http.StatusSeeOther, kept.StatusCode)
	require.Equal(t, asked, kept.Header.Get("Location"))
	shown := officer.get(asked).body
	require.Contains(t, shown, "HTX loại tốt")
	change := regexp.MustCompile(`/can-bo/so-bo/cach-xem/[^"]+`).FindString(shown)
	require.Equal(t, http.StatusSeeOther, officer.submit(registryPage, change, url.Values{"action": {"change"}, "name": {"Loại tốt"}, "shared": {"1"}}).StatusCode)
	colleague := s.user(account.NewUser{Email: "khac@test.vn", FullName: "Cán bộ khác", Role: account.Officer, AreaCode: "19"})
	other := s.browser().signIn(colleague.Email)
	require.Contains(t, other.get(registryPage).body, "Loại tốt")
	require.Equal(t, http.StatusNotFound, other.submit(registryPage, change, url.Values{"action": {"delete"}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, officer.submit(registryPage, change, url.Values{"action": {"delete"}}).StatusCode)
	require.NotContains(t, officer.get(registryPage).body, "Loại tốt")
}

// TestColumnsOfTheRegisterHoldWords at the width of a desk: none is squeezed to a syllable
// a line, however many are chosen, and the page itself does not scroll sideways.
func TestColumnsOfTheRegisterHoldWords(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(1280, "light")
	b.signInAs("canbo@test.vn")
	b.open(registryPage + "?col=address&col=area&col=law&col=representative&col=lineOfBusiness&col=email&col=rating&col=taxCode&col=registrationNumber&col=kind")
	require.Equal(t, 0, value(b, chromedp.Evaluate[int](`[...document.querySelectorAll(".dense td:not(.num)")].filter((cell) => cell.textContent && cell.offsetWidth < 130).length`)))
	require.Positive(t, value(b, chromedp.Evaluate[int](`document.querySelectorAll(".dense td:not(.num)").length`)))
	require.Equal(t, 0, value(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - innerWidth`)))
}
