package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
)

// faults are the fields with an error, in the order of the page, and of its summary.
func (d document) faults() (fields, summary []string) {
	for _, e := range d {
		if id, wrong := strings.CutSuffix(e.attrs["id"], "-error"); wrong && e.name == "p" {
			fields = append(fields, strings.TrimPrefix(id, "f-"))
		}
		if at, link := strings.CutPrefix(e.attrs["href"], "#f-"); link && e.name == "a" && at != "description" { // which a product's steps lead to
			summary = append(summary, at)
		}
	}
	return fields, summary
}

// TestAFormSaysAllThatIsWrongAtOnce: what cannot be read does not hide what the rules
// say of the rest; these do not speak of what cannot be read; and nothing is kept.
func TestAFormSaysAllThatIsWrongAtOnce(t *testing.T) {
	s := newStage(t)
	director, buyer, officer := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn@test.vn"), s.browser().signIn("canbo@test.vn")
	demand := s.postDemand()
	own := "/tai-khoan/san-pham/" + s.product.ID
	version := director.typedDossier(dossierPage).Get("version")
	for _, row := range []struct {
		name, path string
		by         *browser
		sent       url.Values
		wrong      []string
	}{
		{"a demand's last step", "/nhu-cau/moi", buyer, wizard(url.Values{"priceCeiling": {"rẻ"}, "closesAt": {"2026-11-01"}, "deliveryAreaCode": {""}}),
			[]string{"deliveryAreaCode", "closesAt", "priceCeiling"}},
		{"a demand's amounts", "/nhu-cau/moi", buyer, wizard(url.Values{"step": {"2"}, "unit": {"bao"}, "2026-12": {"0"}, "2027-01": {"nhiều"}, "2027-02": {"-5"}, "2027-03": {"ít"}}),
			[]string{"unit", "2027-01", "2027-02", "2027-03"}},
		{"a demand with its only amount unread", "/nhu-cau/moi", buyer, wizard(url.Values{"step": {"2"}, "2027-01": {""}, "2027-02": {"nhiều"}}),
			[]string{"2027-02"}},
		{"a product", newGoods, director, goods("name", "M", "price.min", "320.000", "price.max", "đắt", "gtin", "123", "shelfLifeDays", "lâu",
			"variants[0].name", "Hộp", "variants[0].price", "rẻ", "variants[0].gtin", "12"),
			[]string{"name", "price-max", "variants[0]-price", "variants[0]-gtin", "shelfLifeDays", "gtin"}},
		{"prices by volume", own, director, goods("name", "M", "kind", "tiers", "priceTiers[0].from", "không", "priceTiers[0].price", "rẻ",
			"priceTiers[1].from", "500", "priceTiers[1].price", "70.000", "priceTiers[2].from", "400", "priceTiers[2].price", "60.000"),
			[]string{"name", "priceTiers[0]-from", "priceTiers[0]-price", "priceTiers[2]-from"}},
		{"a year's capacity", own + "/cong-suat", director, url.Values{"action": {"save"}, "nam": {"2028"}, "unit": {"lit"}, "months[1]": {"nhiều"}},
			[]string{"unit", "months[1]"}},
		{"a year's capacity spread", own + "/cong-suat", director, url.Values{"action": {"pattern"}, "nam": {"2028"}, "unit": {"kg"}, "kind": {"quarters"}, "total": {"nhiều"}, "shares": {"1 2"}},
			[]string{"total", "shares"}},
		{"a report", "/tai-khoan/bao-cao/2025", director, url.Values{"action": {"save"}, "members": {"-3"}, "revenue": {"2 tỷ"}},
			[]string{"members", "revenue"}},
		{"a report handed in", "/tai-khoan/bao-cao/2025", director, url.Values{"action": {"submit"}, "members": {"-3"}, "memberHouseholds": {"18"}, "labour": {"30"}, "regularLabour": {"12"},
			"averageMemberIncome": {"5.200.000"}, "revenue": {"2 tỷ"}, "capital": {"1"}, "linkedHouseholds": {"60"}, "areaFarmed": {"12,5"}},
			[]string{"members", "revenue", "profit"}},
		{"an assessment", "/tai-khoan/xep-loai", director, url.Values{"nam": {"2025"}, "points-1": {"nhiều"}, "points-2": {"2"}, "note-2": {strings.Repeat("dài ", 1000)}},
			[]string{"points-1", "note-2"}},
		{"an organisation's data", dossierPage, director, url.Values{"version": {version}, "memberCount": {"nhiều"}, "representative.phone": {"12"}},
			[]string{"representative-phone", "memberCount"}},
		{"a new organisation", "/can-bo/to-chuc/moi", officer, url.Values{"kind": {"cooperative"}, "name": {""}, "taxCode": {s.htx.TaxCode}, "areaCode": {"01840"}, "memberCount": {"nhiều"}},
			[]string{"name", "memberCount"}},
		{"a certificate", own + "/chung-nhan", director, url.Values{"number": {"OCOP-19-0009"}, "criteriaVersion": {"qd-148-2023"}, "score": {"cao"}, "issuedAt": {"hôm qua"}},
			[]string{"decisionNumber", "issuer", "issuedAt", "score"}},
		{"a lot", own + "/lo-hang", director, url.Values{"code": {"L2"}, "producedAt": {"hôm qua"}, "amount": {"nhiều"}, "unit": {"kg"}},
			[]string{"producedAt", "amount"}},
		{"a quote", demand + "/bao-gia", director, url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"95.000"}, "q.2027-01": {"nhiều"}, "q.2027-02": {"0,00"}, "q.validUntil": {"2026-11-01"}},
			[]string{"q-unitPrice", "q-2027-01", "q-validUntil"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			refused := row.by.submit("/tai-khoan", row.path, row.sent)
			require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode, refused.body)
			page := elements(t, refused.body)
			fields, summary := page.faults()
			slices.Sort(fields) // columns stand in another order than the form
			require.Equal(t, slices.Sorted(slices.Values(row.wrong)), fields)
			if len(summary) > 0 {
				require.Equal(t, row.wrong, summary, "in the order of the form, each once")
			}
		})
	}
	_, err := s.Registry.Report(t.Context(), account.System, s.htx.ID, 2025)
	require.Error(t, err, "nothing was kept")
	says := func(path string, sent url.Values, texts ...string) {
		body := director.submit("/tai-khoan", path, sent).body
		for _, text := range texts {
			require.Contains(t, body, text)
		}
	}
	says(own+"/chung-nhan", url.Values{"number": {"OCOP-19-0009"}}, "Ngày cấp: Cần điền mục này.", "Điểm đánh giá: Cần điền mục này.")
	says(own+"/lo-hang", url.Values{"code": {"L2"}}, "Ngày sản xuất: Cần điền mục này.")
	says(newGoods, goods("group", ""), "Nhóm OCOP: Hãy chọn một mục.")
	says("/tai-khoan/xep-loai", url.Values{"nam": {"2025"}, "points-1": {"9"}, "points-2": {"x"}}, "1. Vốn của hợp tác xã: Tối đa 7 điểm.", "2. Tài sản của hợp tác xã: Phải là một số.")
	says(own+"/cong-suat", url.Values{"action": {"save"}, "nam": {"2028"}, "unit": {"kg"}, "months[1]": {"nhiều"}}, `value="even" checked`)
	capacity, err := s.Catalogue.CapacityOf(t.Context(), account.System, s.product.ID, 2028)
	require.NoError(t, err)
	require.Zero(t, capacity.Months[0].Capacity)
	require.Len(t, elements(t, director.get("/tai-khoan/san-pham?q=mat+ong").body).all("h3"), 0)
}

// TestTheRestIsRightAndNothingIsKept: the service would take what was read.
func TestTheRestIsRightAndNothingIsKept(t *testing.T) {
	s := newStage(t)
	director := s.browser().signIn("htx@test.vn")
	refused := director.submit("/tai-khoan", newGoods, goods("shelfLifeDays", "lâu"))
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	fields, _ := elements(t, refused.body).faults()
	require.Equal(t, []string{"shelfLifeDays"}, fields)
	require.Len(t, elements(t, director.get("/tai-khoan/san-pham?q=mat+ong").body).all("h3"), 0)
	require.Equal(t, http.StatusUnprocessableEntity, director.submit("/tai-khoan", "/tai-khoan/bao-cao/2025", url.Values{"action": {"save"}, "members": {"20"}, "revenue": {"2 tỷ"}}).StatusCode)
	_, err := s.Registry.Report(t.Context(), account.System, s.htx.ID, 2025)
	require.Error(t, err)
}
