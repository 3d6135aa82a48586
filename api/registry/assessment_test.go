package registry_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/measure"
	"lienket/api/registry"
)

// points are an assessment in which each criterion gets so much, up to its most.
func points(each float64, with map[int]float64) []object {
	list := []object{}
	for _, c := range registry.Criteria {
		given := min(each, float64(c.Most())/1000)
		if other, named := with[c.Number]; named {
			given = other
		}
		list = append(list, object{"number": c.Number, "points": given, "evidence": "Sổ sách năm"})
	}
	return list
}

func TestTheCriteriaAddUpToAHundred(t *testing.T) {
	require.Len(t, registry.Criteria, 15)
	sums, whole := map[string]measure.Amount{}, measure.Amount(0)
	for i, c := range registry.Criteria {
		require.Equal(t, i+1, c.Number)
		sums[c.Group] += c.Max
	}
	for _, group := range registry.CriteriaGroups {
		whole += group.Max
	}
	require.EqualValues(t, 100_000, whole)
	require.EqualValues(t, 30_000, sums["finance"])
	require.EqualValues(t, 30_000, sums["governance"])

	var list struct {
		Items []struct {
			Name string
			Max  *float64
		}
	}
	apptest.New(t).Visitor().Do(http.MethodGet, "/rating-criteria", nil, apptest.Header{Name: "Accept-Language", Value: "en"}).Want(http.StatusOK).JSON(&list)
	require.Equal(t, "Capital", list.Items[0].Name)
	require.Equal(t, 7.0, *list.Items[0].Max)
	require.Nil(t, list.Items[9].Max, "what is not confirmed is not stated")
}

func TestARatingByCriteria(t *testing.T) {
	a := apptest.New(t)
	officer, maker := a.Staff("19"), a.Verified("cooperative", "HTX Tự chấm", "01840")
	home := "/organizations/" + maker.OrganizationID
	path := home + "/ratings/2025"
	refused := func(body object) []string {
		return maker.Put(path, body).Problem(http.StatusUnprocessableEntity, "invalid_input")
	}
	require.Equal(t, []string{"criteria[0].points"}, refused(object{"criteria": points(5, map[int]float64{1: 7.001})}))
	require.Equal(t, []string{"criteria"}, refused(object{"criteria": points(5, map[int]float64{10: 30})}), "the group has 40")
	require.Equal(t, []string{"criteria[1].number"}, refused(object{"criteria": []object{{"number": 3, "points": 1}, {"number": 3, "points": 1}}}))
	require.Equal(t, []string{"criteria[0].number"}, refused(object{"criteria": []object{{"number": 16, "points": 1}}}))
	require.Equal(t, []string{"score"}, refused(object{"criteria": points(5, nil), "score": 70}))
	require.Equal(t, []string{"score"}, refused(object{}))

	// With gaps the sum runs on, and is no rating yet.
	partial := maker.Put(path, object{"criteria": []object{{"number": 3, "points": 10.5}, {"number": 1, "points": 6}}}).Want(http.StatusOK).Fields()
	require.Equal(t, 16.5, partial["score"])
	require.Equal(t, false, partial["complete"])
	officer.Post(path+"/countersign", object{}).Problem(http.StatusConflict, "state_forbids")
	own := maker.Put(path, object{"criteria": points(5, nil)}).Want(http.StatusOK).Fields()
	require.Equal(t, 74.0, own["score"]) // criterion 9 has 4
	require.Equal(t, "kha", own["band"])
	require.Equal(t, "tt-01-2020", own["criteriaVersion"])
	require.Nil(t, maker.Get(home).Fields()["rating"])
	require.Empty(t, a.Visitor().Get(path).Want(http.StatusOK).Fields()["criteria"], "points are not public")

	// An officer changes points with a reason, and countersigns.
	require.Equal(t, []string{"criteria[0].reason"}, officer.Post(path+"/countersign", object{"criteria": []object{{"number": 4, "points": 0}}}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"))
	maker.Post(path+"/countersign", object{}).Problem(http.StatusForbidden, "forbidden")
	a.Staff("01").Post(path+"/countersign", object{}).Problem(http.StatusForbidden, "forbidden")
	change := []object{{"number": 5, "points": 0, "reason": "Bị phạt"}, {"number": 4, "points": 0, "reason": "Chưa trích quỹ"}}
	signed := officer.Post(path+"/countersign", object{"criteria": change}).Want(http.StatusOK).Fields()
	require.Equal(t, []any{64.0, "trung-binh", true}, []any{signed["score"], signed["band"], signed["countersigned"]})
	fourth := signed["criteria"].([]any)[3].(map[string]any)
	require.Equal(t, []any{0.0, 5.0, "Chưa trích quỹ"}, []any{fourth["points"], fourth["own"], fourth["reason"]})
	require.Equal(t, "trung-binh", maker.Get(home).Fields()["rating"])
	maker.Put(path, object{"criteria": points(6, nil)}).Problem(http.StatusConflict, "state_forbids")
	require.EqualValues(t, 1, maker.Get("/notices/count").Fields()["unread"])

	var history struct {
		Items []struct {
			Event string
			Score float64
		}
	}
	maker.Get(path + "/history").Want(http.StatusOK).JSON(&history)
	scores := []float64{}
	for _, entry := range history.Items {
		scores = append(scores, entry.Score)
	}
	require.Equal(t, []float64{16.5, 74, 64}, scores)
	require.Equal(t, "countersigned", history.Items[2].Event)
	a.Visitor().Get(path+"/history").Problem(http.StatusUnauthorized, "unauthenticated")
}

func TestAYearThatIsNotRated(t *testing.T) {
	a := apptest.New(t)
	officer, maker := a.Staff("19"), a.Verified("cooperative", "HTX Mới lập", "01840")
	home := "/organizations/" + maker.OrganizationID
	officer.Put(home+"/ratings/2024", object{"score": 70}).Want(http.StatusOK)
	path := home + "/ratings/2025"
	require.Equal(t, []string{"criteria"}, maker.Put(path, object{"excluded": "new", "criteria": points(1, nil)}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	maker.Put(path, object{"excluded": "lazy"}).Problem(http.StatusUnprocessableEntity, "invalid_input")
	maker.Put(path, object{"excluded": "stopped"}).Want(http.StatusOK)
	signed := officer.Post(path+"/countersign", object{}).Want(http.StatusOK).Fields()
	require.Nil(t, signed["band"], "it is weak only who was rated")
	require.Equal(t, "stopped", signed["excluded"])
	require.Equal(t, []any{"kha", 2024.0}, []any{maker.Get(home).Fields()["rating"], maker.Get(home).Fields()["ratingYear"]})
}
