package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
)

// TestARatingIsAssessedAndCountersigned on pages; the public sees the band alone.
func TestARatingIsAssessedAndCountersigned(t *testing.T) {
	s := newStage(t)
	director, officer := s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	page := "/tai-khoan/xep-loai?nam=2025"
	points := url.Values{"nam": {"2025"}, "points-1": {"9"}, "note-1": {"Sổ vốn góp"}}
	refused := director.submit(page, "/tai-khoan/xep-loai", points)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-points-1-error"`)
	require.Contains(t, refused.body, "Sổ vốn góp", "what was typed is kept")
	points.Set("points-1", "6,5")
	require.Equal(t, http.StatusSeeOther, director.submit(page, "/tai-khoan/xep-loai", points).StatusCode)
	require.Contains(t, director.get(page).body, "Tổng 6,5 trên 100 điểm; đã chấm 1/15 tiêu chí.")
	review := "/can-bo/xep-loai/" + s.htx.ID + "/2025"
	partly := officer.get(review).body
	require.Contains(t, partly, "chưa chấm đủ")
	require.Contains(t, partly, "Tổng 6,5 trên 100 điểm; đã chấm 1/15 tiêu chí.")
	require.Contains(t, partly, "Tài chính: tối đa 30 điểm")
	require.NotContains(t, partly, "Quản trị, điều hành, năng lực: tối đa", "nothing of that group has points")
	require.NotContains(t, partly, `<span class="badge">Xếp loại`, "not before all is answered")
	for i := 2; i <= 15; i++ {
		points.Set(fmt.Sprintf("points-%d", i), "4")
	}
	require.Equal(t, http.StatusSeeOther, director.submit(page, "/tai-khoan/xep-loai", points).StatusCode)
	require.Contains(t, officer.get("/can-bo/xep-loai").body, review)
	require.NotContains(t, s.browser().get("/htx/"+s.htx.ID).body, "2025", "a self-assessment is no rating")

	changed := url.Values{"points-5": {"8"}}
	unreasoned := officer.submit(review, review, changed)
	require.Equal(t, http.StatusUnprocessableEntity, unreasoned.StatusCode)
	require.Contains(t, unreasoned.body, `id="f-note-5-error"`)
	changed.Set("note-5", "Đã có xác nhận của thuế")
	require.Equal(t, http.StatusSeeOther, officer.submit(review, review, changed).StatusCode)
	require.Contains(t, director.get(page).body, "Đã có xác nhận của thuế")
	public := s.browser().get("/htx/" + s.htx.ID).body
	require.Contains(t, public, "Xếp loại khá · 2025")
	require.NotContains(t, public, "66,5")

	require.Equal(t, http.StatusForbidden, director.get(review).StatusCode)
	require.Equal(t, http.StatusForbidden, director.get("/can-bo/xep-loai").StatusCode)
	require.Equal(t, http.StatusSeeOther, s.browser().get(page).StatusCode)
}

// TestARatingThatIsAScoreAlone, as an officer or a table enters it, counts no criteria.
func TestARatingThatIsAScoreAlone(t *testing.T) {
	s := newStage(t)
	director, officer := s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	const page = "/tai-khoan/xep-loai?nam=2025"
	require.Contains(t, director.get(page).body, "đã chấm 0/15 tiêu chí", "nothing is known")
	_, err := s.Registry.Rate(t.Context(), s.actor(s.director), s.htx.ID, 2025, 81_500)
	require.NoError(t, err)
	waiting := officer.get("/can-bo/xep-loai").body
	require.Contains(t, waiting, "Ghi chung")
	require.NotContains(t, waiting, "0/15")
	require.Contains(t, director.get(page).body, `name="points-1"`, "who has a total may still tell what it comes of")
	_, err = s.Registry.Rate(t.Context(), account.System, s.htx.ID, 2025, 81_500)
	require.NoError(t, err)
	for who, path := range map[*browser]string{director: page, officer: "/can-bo/xep-loai/" + s.htx.ID + "/2025"} {
		shown := who.get(path).body
		require.Contains(t, shown, "Tổng 81,5 trên 100 điểm, ghi chung")
		require.NotContains(t, shown, "/15 tiêu chí")
		require.Contains(t, shown, `<span class="badge">Xếp loại tốt</span>`)
		require.NotContains(t, shown, "tối đa 30 điểm", "no heading of a group without a criterion")
		require.NotContains(t, shown, "Thông tư 01/2020", "nor a note on criteria")
	}
	require.NotContains(t, director.get(page).body, "points-1")
}
