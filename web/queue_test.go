package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
)

const queuePage = "/can-bo/xac-minh"

// queued reports certificates of the product without one, an hour apart.
func (s *stage) queued(count int) (ids []string) {
	s.t.Helper()
	for i := range count {
		s.Clock.Add(time.Hour)
		c, err := s.Catalogue.Certify(s.t.Context(), s.actor(s.director), s.onAsk.ID, catalogue.NewCertificate{
			Number: fmt.Sprintf("OCOP-7%d", i), DecisionNumber: "7/QĐ-UBND", Issuer: "UBND huyện Na Rì", IssuedAt: "2026-10-01",
			CriteriaVersion: "qd-148-2023", Score: 72_000})
		require.NoError(s.t, err)
		ids = append(ids, c.ID)
	}
	return ids
}

func (s *stage) certificate(id string) *catalogue.Certificate {
	s.t.Helper()
	w, err := s.Catalogue.QueueItem(s.t.Context(), account.System, catalogue.WaitingCertificate, id)
	require.NoError(s.t, err)
	return w.Certificate
}

func (s *stage) standing(id string) registry.Status {
	s.t.Helper()
	o, err := s.Registry.Lookup(s.t.Context(), id)
	require.NoError(s.t, err)
	return o.Status
}

// TestTheQueueIsWorkedWithoutScripts decides one by one and together, and takes
// back.
func TestTheQueueIsWorkedWithoutScripts(t *testing.T) {
	s := newStage(t)
	ids := s.queued(3)
	officer := s.browser().signIn("canbo@test.vn")
	require.Contains(t, officer.get("/tai-khoan").body, `<a href="/can-bo/xac-minh?kind=certificate"><strong class="number">3</strong>`)

	first := officer.get(queuePage)
	require.Contains(t, first.body, "HTX Chè Bằng Phúc", "the oldest is shown whole")
	require.Contains(t, first.body, "đúng chữ số kiểm tra")
	decide := func(at, decision, note, next string) answer {
		return officer.submit(queuePage, queuePage, url.Values{"back": {"kind="}, "at": {at}, "next": {next}, "decision": {decision}, "note": {note}})
	}
	refused := decide("organization."+s.pending.ID, "reject", "", "")
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-note-error"`)
	require.Contains(t, refused.body, "Ghi chú: Khi trả lại cần ghi lý do.", "in the words of the field and the button")
	require.Equal(t, registry.Pending, s.standing(s.pending.ID))
	moved := decide("organization."+s.pending.ID, "approve", "", "certificate."+ids[0])
	require.Equal(t, http.StatusSeeOther, moved.StatusCode)
	require.Equal(t, registry.Verified, s.standing(s.pending.ID))
	shown := officer.get(moved.Header.Get("Location"))
	require.Contains(t, shown.body, "OCOP-70", "the next is shown")
	require.Contains(t, shown.body, "cấp tỉnh cấp", "with what is unusual about it")
	again := decide("organization."+s.pending.ID, "approve", "", "")
	require.Equal(t, http.StatusUnprocessableEntity, again.StatusCode, "it is decided")

	moved = decide("certificate."+ids[0], "reject", "Thiếu bản chụp", "certificate."+ids[1])
	require.Contains(t, officer.get(moved.Header.Get("Location")).body, `value="undo"`)
	require.Equal(t, catalogue.CertificateRejected, s.certificate(ids[0]).Status)
	require.Equal(t, http.StatusSeeOther, decide("certificate."+ids[0], "undo", "", "").StatusCode)
	require.Equal(t, catalogue.CertificatePending, s.certificate(ids[0]).Status)

	nothing := officer.submit(queuePage, queuePage, url.Values{"decision": {"choose"}, "back": {"kind=certificate"}})
	require.Equal(t, http.StatusSeeOther, nothing.StatusCode)
	require.Contains(t, officer.get(nothing.Header.Get("Location")).body, "Chưa chọn mục nào")
	both := "?kind=certificate&selected=certificate." + ids[0] + "&selected=certificate." + ids[2]
	require.Len(t, regexp.MustCompile(`name="selected"[^>]*checked`).FindAllString(officer.get(queuePage+both).body, -1), 2, "an address keeps what is ticked")
	require.Equal(t, 1, strings.Count(officer.get(queuePage+both+"&selected=organization."+s.pending.ID).body, `type="hidden" name="selected"`), "also what is on another page")

	chosen := url.Values{"decision": {"choose"}, "selected": {"certificate." + ids[0], "certificate." + ids[2]}, "back": {"kind=certificate"}}
	confirm := officer.submit(queuePage, queuePage, chosen)
	require.Equal(t, http.StatusOK, confirm.StatusCode)
	checkPage(t, elements(t, confirm.body))
	require.Equal(t, catalogue.CertificatePending, s.certificate(ids[2]).Status, "nothing is decided before it is confirmed")
	chosen.Set("decision", "approve-all")
	chosen.Add("selected", "certificate.none")
	done := officer.submit(queuePage, queuePage, chosen)
	require.Equal(t, http.StatusSeeOther, done.StatusCode)
	told := officer.get(done.Header.Get("Location")).body
	require.Contains(t, told, "Đã duyệt 2 hồ sơ.")
	require.Contains(t, told, "1 hồ sơ không duyệt được")
	require.Equal(t, catalogue.CertificateVerified, s.certificate(ids[2]).Status)
	require.Equal(t, catalogue.CertificatePending, s.certificate(ids[1]).Status)
}

// TestTheQueueIsForOfficersOfItsArea.
func TestTheQueueIsForOfficersOfItsArea(t *testing.T) {
	s := newStage(t)
	ids := s.queued(1)
	s.user(account.NewUser{Email: "hanoi@test.vn", FullName: "Cán bộ Hà Nội", Role: account.Officer, AreaCode: "01"})
	s.user(account.NewUser{Email: "xa@test.vn", FullName: "Cán bộ xã", Role: account.Officer, AreaCode: "01840"})
	far, commune := s.browser().signIn("hanoi@test.vn"), s.browser().signIn("xa@test.vn")
	require.Contains(t, far.get(queuePage).body, "Không còn hồ sơ nào chờ")
	require.Equal(t, http.StatusForbidden, far.get(queuePage+"?area=19").StatusCode)
	for decision, want := range map[string]int{"approve": http.StatusNotFound, "undo": http.StatusNotFound} {
		require.Equal(t, want, far.submit("/tai-khoan", queuePage, url.Values{"at": {"certificate." + ids[0]}, "decision": {decision}}).StatusCode)
	}
	own := commune.get(queuePage).body
	require.Contains(t, own, "Khăn thổ cẩm")
	require.NotContains(t, own, "HTX Chè Bằng Phúc", "it is of another commune")
	require.NotRegexp(t, regexp.MustCompile(`<option value="19"`), own)
	for _, email := range []string{"htx@test.vn", "dn@test.vn"} {
		member := s.browser().signIn(email)
		require.Equal(t, http.StatusForbidden, member.get(queuePage).StatusCode)
		require.Equal(t, http.StatusForbidden, member.submit("/tai-khoan", queuePage, url.Values{"at": {"certificate." + ids[0]}, "decision": {"approve"}}).StatusCode)
	}
	require.Equal(t, http.StatusSeeOther, s.browser().get(queuePage).StatusCode)
}

// TestTheQueueIsWorkedByKeys walks it in a browser without the mouse.
func TestTheQueueIsWorkedByKeys(t *testing.T) {
	s := newStage(t)
	ids := s.queued(3)
	b := s.chrome()
	b.screen(1280, "light")
	b.signInAs("canbo@test.vn")
	b.open(queuePage + "?kind=certificate")
	// Pressed as a keyboard does: the letter follows only if nobody took the key.
	press := func(keys string) {
		b.run(chromedp.KeyEvent(keys, func(p *input.DispatchKeyEventParams) {
			if p.Type == kb.KeyDown {
				p.Type = kb.KeyRawDown
			}
		}))
	}
	at := func(i int) {
		b.until(`document.querySelector(".detail [name=at]")?.value === "certificate.` + ids[i] + `" && !document.querySelector("[data-keys]").hidden`)
	}
	at(0)
	press("j")
	at(1)
	press(kb.ArrowUp)
	at(0)

	press("a")
	require.Equal(t, catalogue.CertificatePending, s.certificate(ids[0]).Status, "one key alone decides nothing")
	press(kb.Enter)
	at(1)
	require.Equal(t, catalogue.CertificateVerified, s.certificate(ids[0]).Status)
	press("u")
	at(0)
	require.Equal(t, catalogue.CertificatePending, s.certificate(ids[0]).Status)

	press("j")
	at(1)
	press("r")
	b.run(chromedp.KeyEvent("thiếu ảnh, xin gửi lại")) // j, u and a within a note are letters
	press(kb.Enter)
	at(2)
	require.Equal(t, catalogue.CertificateRejected, s.certificate(ids[1]).Status)
	require.Equal(t, "thiếu ảnh, xin gửi lại", s.certificate(ids[1]).Decision.Note)

	press("?")
	b.until(`document.querySelector("[data-keys]").open`)
	b.run(chromedp.Click("[data-keys-on]"))
	press("k")
	press("x")
	b.run(chromedp.Click("[data-keys-on]"))
	require.Equal(t, 0, value(b, chromedp.Evaluate[int](`document.querySelectorAll(".lines input:checked").length`)), "keys that are off do nothing")
	press("x")
	b.until(`document.querySelectorAll(".lines input:checked").length === 1`)

	// What is ticked stays so from one thing to the next.
	ticked := func(ids ...string) {
		b.until(`[...document.querySelectorAll(".lines input:checked")].map((box) => box.value).join() === "` + strings.Join(ids, ",") + `"`)
	}
	press("k")
	at(0)
	ticked("certificate." + ids[2])
	press("x")
	press("j")
	at(2)
	ticked("certificate."+ids[0], "certificate."+ids[2])
	press("x")
	press("k")
	at(0)
	ticked("certificate." + ids[0])
	require.Empty(t, b.complaints)
}
