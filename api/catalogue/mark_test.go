package catalogue_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/measure"
)

func paper(mark, number, expires string) object {
	if expires == "" {
		return object{"mark": mark, "number": number}
	}
	return object{"mark": mark, "number": number, "issuer": "Trung tâm Chứng nhận", "issuedAt": "2024-01-15", "expiresAt": expires}
}

func marksOf(c *apptest.Client, product string) []any {
	return c.Get("/products/" + product).Want(http.StatusOK).Fields()["qualityMarks"].([]any)
}

// TestAMarkRunsOut: a mark counts to its last day on pages, in the search and in
// what a demand asks for; its holder is reminded and told.
func TestAMarkRunsOut(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := seller.Offer("Miến dong", object{"qualityMarks": []string{"attp"}, "markDetails": []object{
		paper("vietgap", "VG-1", "2026-11-30"), paper("haccp", "H-1", "2026-11-30"), paper("haccp", "H-2", "2027-11-30")}})
	require.Equal(t, []any{"attp", "haccp", "vietgap"}, marksOf(seller, product), "a paper brings its mark")
	require.Equal(t, []string{product}, found(a, "q=mien&mark=vietgap"))
	demand := buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20", "qualityMarks": []string{"vietgap"}}).Want(http.StatusCreated).ID()
	matches := func() any {
		again(buyer)
		return buyer.Get("/demands/" + demand + "/matches").Want(http.StatusOK).Fields()["items"]
	}
	require.Len(t, matches(), 1)
	toldOf(seller)

	tendMarks(a)
	require.Equal(t, []string{"Giấy VietGAP số VG-1 của Miến dong hết hạn sau 7 ngày. Hãy làm giấy mới và cập nhật."}, toldOf(seller),
		"once, and not of a mark that another paper keeps")

	a.Clock.Add(7 * 24 * time.Hour)
	require.Equal(t, []any{"attp", "haccp"}, marksOf(a.Visitor(), product), "to the day, before the worker comes")
	require.Empty(t, a.Visitor().Get("/search/products?q=mien&mark=vietgap").Want(http.StatusOK).Fields()["hits"], "the database decides")
	require.Empty(t, matches())
	tendMarks(a)
	require.Equal(t, []string{"Giấy VietGAP số VG-1 của Miến dong đã hết hạn, không còn hiện cho người mua."}, toldOf(seller))
	a.Indexed()
	require.EqualValues(t, 0, a.Visitor().Get("/search/products?mark=vietgap").Want(http.StatusOK).Fields()["total"], "the index follows")

	again(seller)
	seller.Patch("/products/"+product, object{"markDetails": []object{paper("vietgap", "VG-2", "2028-11-30")}}).Want(http.StatusOK)
	require.Equal(t, []any{"attp", "haccp", "vietgap"}, marksOf(a.Visitor(), product))
	require.Equal(t, []string{product}, found(a, "q=mien&mark=vietgap"))
	tendMarks(a)
	require.Empty(t, toldOf(seller))
}

// tendMarks has the worker come twice, as it comes often.
func tendMarks(a *apptest.App) {
	a.T.Helper()
	for range 2 {
		_, err := a.Catalogue.TendMarks(a.T.Context())
		require.NoError(a.T, err)
	}
}

func TestHoldersOfMarksAreRemindedOnceForEachTime(t *testing.T) {
	a := apptest.New(t)
	seller, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01840")
	product := seller.Draft("Miến dong", object{"markDetails": []object{paper("vietgap", "VG-1", "2027-07-01"), paper("attp", "AT-1", "")}})
	for _, step := range []struct {
		day  string
		said string // "" for nothing
	}{
		{"2027-01-01", ""}, {"2027-01-02", "180 ngày"}, {"2027-03-01", ""}, {"2027-04-03", "89 ngày"},
		{"2027-05-31", ""}, {"2027-06-01", "30 ngày"}, {"2027-06-30", ""}, {"2027-07-03", "đã hết hạn"}, {"2027-09-01", ""},
	} {
		moment, err := time.ParseInLocation(time.DateOnly, step.day, measure.Vietnam)
		require.NoError(t, err)
		toldOf(seller)
		a.Clock.Add(moment.Sub(a.Clock.Now()))
		tendMarks(a)
		texts := toldOf(seller)
		if step.said == "" {
			require.Empty(t, texts, step.day)
			continue
		}
		require.Len(t, texts, 1, step.day)
		require.Contains(t, texts[0], step.said)
	}
	again(seller)
	seller.Do(http.MethodDelete, "/products/"+product, nil).Want(http.StatusNoContent)
	tendMarks(a)
	require.NotContains(t, toldOf(other), "Miến dong")
}

func TestMarksAndTheirPapersAreStatedTogetherOrAlone(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", object{"qualityMarks": []string{"attp"}, "markDetails": []object{paper("vietgap", "VG-1", "2026-11-23")}})
	require.Equal(t, []any{"attp"}, marksOf(seller, product), "a paper that ran out brings nothing")
	details := func() []any {
		return seller.Get("/products/" + product).Want(http.StatusOK).Fields()["markDetails"].([]any)
	}
	require.Equal(t, object{"mark": "vietgap", "number": "VG-1", "issuer": "Trung tâm Chứng nhận", "issuedAt": "2024-01-15", "expiresAt": "2026-11-23", "valid": false},
		details()[0])
	for _, row := range []struct {
		name   string
		change object
		marks  []any
		papers int
	}{
		{"a paper adds its mark", object{"markDetails": []object{paper("haccp", "H-1", ""), paper("vietgap", "VG-2", "2027-01-01")}}, []any{"attp", "haccp", "vietgap"}, 2},
		{"both", object{"qualityMarks": []string{"gmp"}, "markDetails": []object{paper("haccp", "H-1", "")}}, []any{"gmp", "haccp"}, 1},
		{"what was shown, sent back", object{"markDetails": []object{{"mark": "haccp", "number": "H-1", "valid": true}}}, []any{"gmp", "haccp"}, 1},
		{"marks alone drop the papers of others", object{"qualityMarks": []string{"gmp", "attp"}}, []any{"attp", "gmp"}, 0},
		{"null takes the papers, not the marks", object{"markDetails": nil}, []any{"attp", "gmp"}, 0},
	} {
		seller.Patch("/products/"+product, row.change).Want(http.StatusOK)
		require.Equal(t, row.marks, marksOf(seller, product), row.name)
		require.Len(t, details(), row.papers, row.name)
	}
}
