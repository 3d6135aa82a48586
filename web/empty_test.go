package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/measure"
)

// TestAnEmptyFieldIsSaidToBeEmpty, whatever it should hold: a day, an amount, a choice.
func TestAnEmptyFieldIsSaidToBeEmpty(t *testing.T) {
	s := newStage(t)
	director, buyer := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn@test.vn")
	for _, form := range []struct {
		who    *browser
		page   string
		sent   url.Values
		fields []string
	}{
		{director, "/tai-khoan/san-pham/" + s.onAsk.ID + "/chung-nhan", url.Values{"criteriaVersion": {""}},
			[]string{"number", "decisionNumber", "issuer", "issuedAt", "criteriaVersion", "score"}},
		{director, "/tai-khoan/san-pham/" + s.onAsk.ID + "/lo-hang", url.Values{"add": {"1"}}, []string{"code", "producedAt"}},
		{buyer, "/nhu-cau/moi", url.Values{"step": {"1"}}, []string{"title", "keywords"}},
		{buyer, "/nhu-cau/moi", url.Values{"step": {"3"}, "title": {"Miến"}, "keywords": {"miến"}, "unit": {"kg"},
			string(measure.MonthOf(s.Clock.Now()).Add(1)): {"100"}}, []string{"deliveryAreaCode", "closesAt"}},
	} {
		for lang, want := range map[string]string{"vi": "Cần điền mục này.", "en": "This field is required."} {
			refused := form.who.submit(form.page, form.page+"?lang="+lang, form.sent)
			require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode, form.page)
			for _, field := range form.fields {
				require.Regexp(t, `id="f-`+field+`-error">\s*<svg[^>]*>.*?</svg>\s*`+want, refused.body, "%s %s", form.page, field)
			}
			require.NotRegexp(t, `Phải là một|Must be a`, refused.body, form.page)
		}
	}
}
