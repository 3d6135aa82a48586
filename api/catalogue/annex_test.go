package catalogue_test

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sheet"
)

type annexRow struct {
	Row                                         int
	State, Code, Reason, ProductID, ProductName string
	Candidates                                  []struct{ ProductID, Label string }
}

type annexShown struct {
	ID               string
	Clean, Conflicts int
	AlreadyVerified  int
	Rows             []annexRow
}

func annexForm(csv string) apptest.Upload {
	return apptest.Upload{Name: "phu-luc.csv", Data: []byte(csv), Fields: map[string]string{"decisionNumber": "2150/QĐ-UBND",
		"issuer": "UBND tỉnh Thái Nguyên", "issuedAt": "2026-10-15", "criteriaVersion": "qd-148-2023"}}
}

func shownAnnex(r *apptest.Response) (shown annexShown) {
	r.T.Helper()
	r.JSON(&shown)
	return shown
}

func TestAnAnnexIsVerifiedInBulk(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	first, second := a.Verified("cooperative", "HTX Miến dong Nà Chom", "01840"), a.Verified("cooperative", "HTX Chè Thượng", "01849")
	distant := a.Register("cooperative", "HTX Ba Vì", "01")
	a.Staff("").Post("/organizations/"+distant.OrganizationID+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	noodles := first.Offer("Miến dong Nà Chom", nil)
	rice := first.Offer("Gạo nếp Tài", nil)
	honey := first.Offer("Mật ong rừng Nà Chom", nil)
	tea := second.Offer("Trà hoa vàng", nil)
	second.Offer("Chè xanh", nil)
	second.Offer("Chè Xanh", nil)
	first.Certify(rice, "OCOP-RICE", "2026-11-01", 75)
	reported := first.Post("/products/"+honey+"/certificates", certificate(object{"number": "OCOP-HONEY", "issuedAt": "2026-10-15", "score": 72})).
		Want(http.StatusCreated).ID()
	code := first.Get("/organizations/" + first.OrganizationID).Want(http.StatusOK).Fields()["taxCode"].(string)

	annex := shownAnnex(officer.Post("/certificates/annex", annexForm("\ufeffTên chủ thể;Mã số thuế;Tên sản phẩm;Điểm;Sao;Số giấy chứng nhận\n"+
		"Hợp tác xã MIEN DONG nà chom;;miến dong nà chom;78,5;4 sao;OCOP-1\n"+ // 2: clean
		";"+code+";Mật ong rừng Nà Chom;72;4;OCOP-HONEY\n"+ // 3: clean, as reported
		"HTX Chè Thượng;;Trà hoa vàng túi lọc;91;5;OCOP-2\n"+ // 4: near
		"HTX Chè Thượng;;Chè xanh;60;3;OCOP-3\n"+ // 5: two alike
		"HTX Không Có;;Chè;60;3;OCOP-4\n"+ // 6
		"HTX Chè Thượng;;Rượu;60;3;OCOP-5\n"+ // 7
		"HTX Ba Vì;;Sữa;60;3;OCOP-6\n"+ // 8
		"HTX Miến dong Nà Chom;;Gạo nếp Tài;60;3;OCOP-7\n"+ // 9
		"HTX Chè Thượng;;Trà hoa vàng;60;4;OCOP-8\n"+ // 10
		"HTX Chè Thượng;;Trà hoa vàng;60;;\n"+ // 11
		"HTX Chè Thượng;;Trà hoa vàng;;3;OCOP-9\n"+ // 12
		"HTX Chè Thượng;;Trà hoa vàng;60;3;OCOP-RICE\n")).Want(http.StatusCreated)) // 13
	codes := make([]string, len(annex.Rows))
	for i, row := range annex.Rows {
		require.GreaterOrEqual(t, row.Row, i+2, "blank rows are passed over")
		if codes[i] = row.Code; row.Code == "" {
			codes[i] = row.State
		} else {
			require.NotEmpty(t, row.Reason)
		}
	}
	require.Equal(t, []string{"clean", "clean", "near_product", "several_products", "no_organization", "no_product", "other_area",
		"already_certified", "stars_disagree", "no_number", "bad_score", "number_taken"}, codes)
	require.Equal(t, 2, annex.Clean)
	require.Equal(t, noodles, annex.Rows[0].ProductID)
	require.Equal(t, tea, annex.Rows[2].Candidates[0].ProductID)
	require.Len(t, annex.Rows[3].Candidates, 2)
	require.Zero(t, productStars(a, noodles), "an upload verifies nothing")

	path := "/annexes/" + annex.ID
	for range 2 { // the second time there is nothing left to do
		applied := shownAnnex(officer.Post(path+"/apply", nil).Want(http.StatusOK))
		require.Zero(t, applied.Clean)
		require.Equal(t, "applied", applied.Rows[1].State)
	}
	require.Equal(t, 4, productStars(a, noodles))
	require.Equal(t, 4, productStars(a, honey))
	var held struct {
		Items []struct{ ID, Number, Status string }
	}
	officer.Get("/products/" + honey + "/certificates").Want(http.StatusOK).JSON(&held)
	require.Len(t, held.Items, 1, "what was reported is verified, not doubled")
	require.Equal(t, reported, held.Items[0].ID)
	require.Equal(t, "verified", held.Items[0].Status)
	require.NotEmpty(t, toldOf(first))

	resolve := func(row string, body object) *apptest.Response {
		return officer.Post(path+"/rows/"+row+"/resolve", body)
	}
	resolve("2", object{"skip": true}).Problem(http.StatusConflict, "state_forbids")
	resolve("99", object{"skip": true}).Problem(http.StatusNotFound, "not_found")
	for _, body := range []object{{}, {"skip": true, "productId": tea}, {"productId": "no-such"}, {"productId": distant.Offer("Sữa", nil)}} {
		require.Equal(t, []string{"productId"}, resolve("4", body).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	require.Equal(t, []string{"productId"}, resolve("10", object{"productId": tea}).Problem(http.StatusUnprocessableEntity, "invalid_input"), "stars and score still disagree")
	resolve("4", object{"productId": tea}).Want(http.StatusOK)
	require.Equal(t, "skipped", shownAnnex(resolve("6", object{"skip": true}).Want(http.StatusOK)).Rows[4].State)
	require.Zero(t, productStars(a, tea))
	officer.Post(path+"/apply", nil).Want(http.StatusOK)
	require.Equal(t, 5, productStars(a, tea))
}

func productStars(a *apptest.App, product string) int {
	return int(a.Visitor().Get("/products/" + product).Want(http.StatusOK).Fields()["stars"].(float64))
}

func TestAnAnnexIsAppliedWholeOrNotAtAll(t *testing.T) {
	a := apptest.New(t)
	officer, seller, other := a.Staff("19"), a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01849")
	noodles, rice, honey, tea := seller.Offer("Miến dong", nil), seller.Offer("Gạo nếp", nil), seller.Offer("Mật ong", nil), seller.Offer("Chè", nil)
	reported := seller.Post("/products/"+honey+"/certificates", certificate(object{"number": "OCOP-3", "issuedAt": "2026-10-15", "score": 75})).Want(http.StatusCreated).ID()
	herb := other.Draft("Trà", nil)
	annex := shownAnnex(officer.Post("/certificates/annex", annexForm("organization,productName,score,number\nHTX Một,Miến dong,75,OCOP-1\nHTX Một,Gạo nếp,75,OCOP-2\n"+
		"HTX Một,Mật ong,75,OCOP-3\nHTX Một,Chè,75,OCOP-4\nHTX Hai,Trà,75,OCOP-5\n")).Want(http.StatusCreated))
	require.Equal(t, 5, annex.Clean)

	// Meanwhile: a later certificate, the row's own verified in the queue, another number of
	// that day, and a product removed.
	seller.Certify(rice, "OCOP-9", "2026-11-01", 75)
	officer.Post("/certificates/"+reported+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	seller.Certify(tea, "OCOP-8", "2026-10-15", 92)
	other.Do(http.MethodDelete, "/products/"+herb, nil).Want(http.StatusNoContent)
	apply := func(key string) *apptest.Response {
		return officer.Post("/annexes/"+annex.ID+"/apply", nil, apptest.Header{Name: "Idempotency-Key", Value: key})
	}
	require.Equal(t, []string{"rows[3]", "rows[4]"}, apply("first").Problem(http.StatusConflict, "conflict"))
	require.Zero(t, productStars(a, noodles), "none is verified")

	states := func(shown annexShown) (states []string) {
		for _, row := range shown.Rows {
			states = append(states, row.State+" "+row.Code)
			require.Equal(t, row.Code != "", row.Reason != "")
		}
		return states
	}
	want := []string{"clean ", "already_verified already_certified", "already_verified already_verified", "conflict certified_otherwise", "conflict no_product"}
	require.Equal(t, want, states(shownAnnex(officer.Get("/annexes/"+annex.ID).Want(http.StatusOK))), "what was found stays, though a key was given")
	want[0] = "applied "
	applied := shownAnnex(apply("second").Want(http.StatusOK))
	require.Equal(t, want, states(applied))
	require.Equal(t, []int{0, 2, 2}, []int{applied.Clean, applied.Conflicts, applied.AlreadyVerified})
	require.Equal(t, []int{4, 4, 5}, []int{productStars(a, noodles), productStars(a, honey), productStars(a, tea)})
}

// TestAnAnnexIsVerifiedThoughItsCertificatesWereMeanwhile: what is verified elsewhere keeps
// no other row from it, and the same annex once more leaves nothing to do.
func TestAnAnnexIsVerifiedThoughItsCertificatesWereMeanwhile(t *testing.T) {
	a := apptest.New(t)
	officer, seller := a.Staff("19"), a.Verified("cooperative", "HTX Một", "01840")
	noodles, rice := seller.Offer("Miến dong", nil), seller.Offer("Gạo nếp", nil)
	form := annexForm("organization,productName,score,number\nHTX Một,Miến dong,75,OCOP-1\nHTX Một,Gạo nếp,75,OCOP-2\n")
	annex := shownAnnex(officer.Post("/certificates/annex", form).Want(http.StatusCreated))
	seller.Certify(rice, "OCOP-2", "2026-10-15", 75)
	require.Equal(t, 1, shownAnnex(officer.Post("/annexes/"+annex.ID+"/apply", nil).Want(http.StatusOK)).AlreadyVerified)
	require.Equal(t, 4, productStars(a, noodles))
	again := shownAnnex(officer.Post("/certificates/annex", form).Want(http.StatusCreated))
	require.Equal(t, []int{0, 0, 2}, []int{again.Clean, again.Conflicts, again.AlreadyVerified})
}

// TestAnAnnexIsAppliedWithinTheArea of who applies it.
func TestAnAnnexIsAppliedWithinTheArea(t *testing.T) {
	a := apptest.New(t)
	commune, seller := a.Staff("01840"), a.Verified("cooperative", "HTX Một", "01840")
	noodles := seller.Offer("Miến dong", nil)
	annex := shownAnnex(commune.Post("/certificates/annex", annexForm("organization,productName,score,number\nHTX Một,Miến dong,75,OCOP-1\n")).Want(http.StatusCreated))
	require.Equal(t, 1, annex.Clean)
	a.Staff("19").Patch("/organizations/"+seller.OrganizationID, object{"areaCode": "01849"}).Want(http.StatusOK)
	require.Equal(t, []string{"rows[0]"}, commune.Post("/annexes/"+annex.ID+"/apply", nil).Problem(http.StatusConflict, "conflict"))
	require.Zero(t, productStars(a, noodles))
	require.Equal(t, "other_area", shownAnnex(commune.Get("/annexes/" + annex.ID).Want(http.StatusOK)).Rows[0].Code)
}

func TestAnAnnexThatCannotBeReadIsRefused(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	head := "organization,productName,score,number\n"
	for name, row := range map[string]struct {
		csv   string
		field string
	}{
		"a workbook":        {"PK\x03\x04...", "file"},
		"not UTF-8":         {head + "HTX M\xeaen,Miến,75,1\n", "file"},
		"a column missing":  {"organization,productName,number\nHTX,Miến,1\n", "file"},
		"no rows":           {head, "file"},
		"nothing":           {"", "file"},
		"a score in words":  {head + "HTX,Miến,bảy mươi,1\n", "rows[0].score"},
		"a score too exact": {head + "HTX,Miến,70.0001,1\n", "rows[0].score"},
		"an unclosed quote": {head + "\"HTX,Miến,75,1\n", "file"},
	} {
		require.Equal(t, []string{row.field}, officer.Post("/certificates/annex", annexForm(row.csv)).Problem(http.StatusUnprocessableEntity, "invalid_input"), name)
	}
	_, err := catalogue.ReadAnnex([]byte(head + "HTX,Miến,70.0001,1\n"))
	require.ErrorContains(t, err, "At most 3 decimals")
	bad := annexForm(head + "HTX,Miến,75,1\n")
	bad.Fields = map[string]string{"decisionNumber": " ", "issuer": "UBND", "issuedAt": "2026-13-01", "criteriaVersion": "qd-1"}
	require.Equal(t, []string{"decisionNumber", "issuedAt", "criteriaVersion"},
		officer.Post("/certificates/annex", bad).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	officer.Post("/certificates/annex", apptest.Upload{Fields: bad.Fields}).Want(http.StatusUnprocessableEntity)
}

// TestAnAnnexIsAWorkbookOrCSV, as decisions have it: numbers as numbers, a tax code that
// has lost its zero, words in a code page of before.
func TestAnAnnexIsAWorkbookOrCSV(t *testing.T) {
	var book bytes.Buffer
	writer, err := sheet.NewWriter(&book, "xlsx", "Phụ lục", []string{"STT", "Tên chủ thể", "Mã số thuế", "Tên sản phẩm", "Điểm", "Sao", "Số giấy chứng nhận"})
	require.NoError(t, err)
	require.NoError(t, writer.Row(int64(1), "HTX Miến Việt Cường", int64(460123456), "Miến dong", measure.Amount(78_500), int64(4), "OCOP-15"))
	require.NoError(t, writer.Close())
	wide := utf16le("Tên chủ thể;Mã số thuế;Tên sản phẩm;Điểm;Sao;Số giấy chứng nhận\nHTX Miến Việt Cường;0460123456;Miến dong;78,5;4 sao;OCOP-15\n")
	for name, data := range map[string][]byte{"workbook": book.Bytes(), "UTF-16": wide} {
		rows, err := catalogue.ReadAnnex(data)
		require.NoError(t, err, name)
		require.Equal(t, []catalogue.AnnexRow{{Row: 2, Organization: "HTX Miến Việt Cường", TaxCode: "0460123456", Product: "Miến dong",
			Score: 78_500, Stars: 4, Number: "OCOP-15"}}, rows, name)
	}
}

func utf16le(text string) []byte {
	data := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}

func FuzzReadAnnex(f *testing.F) {
	f.Add([]byte("organization,productName,score,number\nHTX,Miến,75,1\n"))
	f.Add([]byte("\ufeffMã số thuế;Tên sản phẩm;Điểm;Sao;Số giấy\n4601234567;\"Miến; dong\";78,5;4 sao;1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := catalogue.ReadAnnex(data)
		if err != nil {
			return
		}
		require.NotEmpty(t, rows)
		for i, row := range rows {
			require.GreaterOrEqual(t, row.Row, i+2, "blank rows are passed over")
			require.GreaterOrEqual(t, int64(row.Score), int64(0))
		}
	})
}

// TestWhatWasDeclaredOtherwiseStandsBesideItsRow: another number is a conflict until the
// officer holds to the annex, another decision is shown.
func TestWhatWasDeclaredOtherwiseStandsBesideItsRow(t *testing.T) {
	a := apptest.New(t)
	officer, seller := a.Staff("19"), a.Verified("cooperative", "HTX Một", "01840")
	noodles, rice := seller.Offer("Miến dong", nil), seller.Offer("Gạo nếp", nil)
	seller.Post("/products/"+noodles+"/certificates", certificate(object{"number": "OCOP-X", "issuedAt": "2026-10-15", "score": 92})).Want(http.StatusCreated)
	seller.Post("/products/"+rice+"/certificates", certificate(object{"number": "OCOP-2", "decisionNumber": "7/QĐ", "issuedAt": "2026-10-15", "score": 75})).Want(http.StatusCreated)
	read := func(r *apptest.Response) (rows []map[string]any) {
		for _, row := range r.Fields()["rows"].([]any) {
			rows = append(rows, row.(map[string]any))
		}
		return rows
	}
	uploaded := officer.Post("/certificates/annex", annexForm("organization,productName,score,number\nHTX Một,Miến dong,75,OCOP-1\nHTX Một,Gạo nếp,75,OCOP-2\n")).Want(http.StatusCreated)
	rows, path := read(uploaded), "/annexes/"+uploaded.ID()
	require.Equal(t, []any{"conflict", "declared_otherwise"}, []any{rows[0]["state"], rows[0]["code"]})
	require.NotEmpty(t, rows[0]["reason"])
	declared := rows[0]["declared"].(map[string]any)
	require.Equal(t, []any{"OCOP-X", 92.0, 5.0, "2026-10-15"}, []any{declared["number"], declared["score"], declared["stars"], declared["issuedAt"]})
	require.Equal(t, "clean", rows[1]["state"])
	require.Equal(t, "7/QĐ", rows[1]["declared"].(map[string]any)["decisionNumber"])

	require.Equal(t, "clean", read(officer.Post(path+"/rows/2/resolve", object{"productId": noodles}).Want(http.StatusOK))[0]["state"])
	officer.Post(path+"/apply", nil).Want(http.StatusOK)
	require.Equal(t, 4, productStars(a, noodles))
	require.Equal(t, 4, productStars(a, rice))

	// A row that only nearly names the product is told so first, then of what was declared.
	herb := seller.Offer("Trà hoa vàng túi lọc", nil)
	seller.Post("/products/"+herb+"/certificates", certificate(object{"number": "OCOP-Y", "issuedAt": "2026-10-15", "score": 75})).Want(http.StatusCreated)
	uploaded = officer.Post("/certificates/annex", annexForm("organization,productName,score,number\nHTX Một,Trà hoa vàng,75,OCOP-3\n")).Want(http.StatusCreated)
	path = "/annexes/" + uploaded.ID()
	require.Equal(t, "near_product", read(uploaded)[0]["code"])
	require.Equal(t, "declared_otherwise", read(officer.Post(path+"/rows/2/resolve", object{"productId": herb}).Want(http.StatusOK))[0]["code"])
	require.Equal(t, "clean", read(officer.Post(path+"/rows/2/resolve", object{"productId": herb}).Want(http.StatusOK))[0]["state"])
}
