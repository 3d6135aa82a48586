package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/measure"
)

// TestAnotherUnitWithTheSameFiguresIsAskedAbout: 1.000 kg are not made 1.000 t without a
// word. Who changes a figure, or says that the figures stay, is not asked.
func TestAnotherUnitWithTheSameFiguresIsAskedAbout(t *testing.T) {
	s := newStage(t)
	director := s.browser().signIn("htx@test.vn")
	path := "/tai-khoan/san-pham/" + s.product.ID + "/cong-suat"
	sent := func(with url.Values) url.Values {
		values := url.Values{"action": {"save"}, "nam": {"2027"}, "unit": {"tan"}}
		for i := range 12 {
			values.Set(fmt.Sprintf("months[%d]", i), fmt.Sprint(200+100*i))
		}
		for name, value := range with {
			values[name] = value
		}
		return values
	}
	saved := func() (measure.Unit, measure.Amount) {
		capacity, err := s.Catalogue.CapacityOf(t.Context(), account.System, s.product.ID, 2027)
		require.NoError(t, err)
		return capacity.Unit, capacity.Months[0].Capacity
	}
	for lang, question := range map[string]string{"vi": "Đổi từ kg sang tấn", "en": "The unit changes from kg to t"} {
		director.get(path + "?lang=" + lang)
		asked := director.submit("/tai-khoan", path, sent(nil))
		require.Equal(t, http.StatusUnprocessableEntity, asked.StatusCode)
		page := elements(t, asked.body)
		checkPage(t, page)
		fields, _ := page.faults()
		require.Equal(t, []string{"unit"}, fields)
		require.Contains(t, page.first("p", "id", "f-unit-error").words(), question)
		require.NotNil(t, page.first("input", "name", "same"))
		unit, amount := saved()
		require.EqualValues(t, "kg", unit, "nothing is stored")
		require.EqualValues(t, 200_000, amount)
	}
	require.Nil(t, elements(t, director.get(path).body).first("input", "name", "same"), "not asked before")
	stale := sent(url.Values{"same": {"1"}, "csrf": {director.stale()}})
	for _, label := range elements(t, director.send(http.MethodPost, path, stale.Encode(), "Origin", s.URL).body).all("dt") {
		require.NotEqual(t, "same", label.words())
	}
	for _, row := range []struct {
		with   url.Values
		unit   string
		amount int
	}{
		{url.Values{"months[0]": {"0,2"}}, "tan", 200},
		{url.Values{"unit": {"kg"}}, "kg", 200_000},
		{url.Values{"same": {"1"}}, "tan", 200_000},
		{url.Values{}, "tan", 200_000},
	} {
		require.Equal(t, http.StatusSeeOther, director.submit("/tai-khoan", path, sent(row.with)).StatusCode, row.with)
		unit, amount := saved()
		require.EqualValues(t, row.unit, unit)
		require.EqualValues(t, row.amount, amount)
	}
	empty := sent(url.Values{"nam": {"2029"}})
	for i := range 12 {
		empty.Set(fmt.Sprintf("months[%d]", i), "")
	}
	require.Equal(t, http.StatusSeeOther, director.submit("/tai-khoan", path, empty).StatusCode, "a year without figures")
}
