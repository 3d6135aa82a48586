package app_test

import (
	"net/http"

	"lienket/api/app/apptest"
)

// Who gets what on a private document of the seller and the buyer.
const (
	everybody  = "200 200 200 200 200 200 200 200"
	parties    = "401 200* 200* 404 404 403 404 403"   // the parties act
	readers    = "401 200* 200* 404 404 200* 404 200*" // they and their officers read
	directors  = "401 200 403 403 403 403 403 200"     // of the seller: its directors and the admin
	ownScans   = "401 200* 404 404 404 200* 404 200*"  // the seller and their officers read
	ownDraft   = "404 200* 404 404 404 200* 404 200*"
	sellerOnly = "401 200 403 403 403 200 403 200" // of something public: the owner and their officers
)

// operations is the matrix:
//
//	visitor seller buyer other rival officer distant admin
var operations = []operation{
	{"GET /areas", fixed("/areas?level=province", nil), everybody},
	{"GET /me", fixed("/me", nil), "401 200 200 200 200 200 200 200"},
	{"PATCH /me", fixed("/me", object{"phone": "0912345678"}), "401 200 200 200 200 200 200 200"},
	{"POST /me/password", fixed("/me/password", object{"currentPassword": "không phải", "newPassword": apptest.Password}),
		"401 422 422 422 422 422 422 422"},
	{"GET /me/sessions", fixed("/me/sessions", nil), "401 200 200 200 200 200 200 200"},
	{"DELETE /me/sessions/{id}", func(w *world) (string, any) { return "/me/sessions/" + w.sellerSession(), nil },
		"401 204 404 404 404 404 404 404"},
	{"POST /me/sessions/end-others", fixed("/me/sessions/end-others", nil), "401 204 204 204 204 204 204 204"},

	{"GET /me/views", func(w *world) (string, any) { w.view(); return "/me/views", nil }, "401 403 403 403 403 200* 200 200"},
	{"POST /me/views", fixed("/me/views", object{"name": "Xếp loại tốt", "query": "rating=tot"}), "401 403 403 403 403 201 201 201"},
	{"PATCH /me/views/{id}", on("/me/views/%s", (*world).view, object{"shared": true}), "401 403 403 403 403 200* 404 404"},
	{"DELETE /me/views/{id}", on("/me/views/%s", (*world).view, nil), "401 403 403 403 403 204 404 404"},

	{"GET /notices", func(w *world) (string, any) { w.tell(); return "/notices?unread=true", nil },
		"401 200* 200 200 200 200 200 200"},
	{"GET /notices/count", fixed("/notices/count", nil), "401 200 200 200 200 200 200 200"},
	{"POST /notices/read-all", fixed("/notices/read-all", nil), "401 200 200 200 200 200 200 200"},
	{"POST /notices/{id}/read", on("/notices/%s/read", (*world).tell, nil), "401 200* 404 404 404 404 404 404"},

	// Before other rows make the secret public.
	{"GET /search/products", fixed("/search/products?q=thong+tin+rieng", nil), everybody},
	{"GET /search/suggest", fixed("/search/suggest?q=thong+tin+rieng", nil), everybody},

	{"GET /saved-searches", func(w *world) (string, any) { w.savedSearch(); return "/saved-searches", nil },
		"401 200* 200 200 200 200 200 200"},
	{"POST /saved-searches", func(w *world) (string, any) { return "/saved-searches", savedBody("Gạo") },
		"401 201 201 201 201 201 201 201"},
	{"GET /saved-searches/{id}", on("/saved-searches/%s", (*world).savedSearch, nil), "401 200* 404 404 404 404 404 404"},
	{"PATCH /saved-searches/{id}", on("/saved-searches/%s", (*world).savedSearch, object{"alert": false}),
		"401 200* 404 404 404 404 404 404"},
	{"DELETE /saved-searches/{id}", on("/saved-searches/%s", (*world).savedSearch, nil), "401 204 404 404 404 404 404 404"},

	{"POST /auth/register", func(w *world) (string, any) {
		code := w.TaxCode()
		return "/auth/register", object{"email": code + "@example.vn", "password": apptest.Password, "fullName": "Người mới",
			"organization": object{"kind": "cooperative", "name": "HTX mới", "taxCode": code, "areaCode": "01840"}}
	}, "201 201 201 201 201 201 201 201"},
	{"POST /auth/login", func(w *world) (string, any) { return "/auth/login", w.credentials() }, everybody},
	{"POST /auth/refresh", fixed("/auth/refresh", object{"refreshToken": "nothing-of-the-kind"}), "401 401 401 401 401 401 401 401"},
	{"POST /auth/logout", func(w *world) (string, any) {
		tokens := w.Visitor().Post("/auth/login", w.credentials()).Want(http.StatusOK).Fields()
		return "/auth/logout", object{"refreshToken": tokens["refreshToken"]}
	}, "204 204 204 204 204 204 204 204"},

	{"GET /organizations", fixed("/organizations", nil), everybody},
	{"GET /organizations # pending", func(w *world) (string, any) { w.pending(); return "/organizations?status=pending", nil },
		"401 403 403 403 403 200* 200 200*"},
	{"POST /organizations", func(w *world) (string, any) {
		return "/organizations", object{"kind": "cooperative", "name": "HTX nhập", "taxCode": w.TaxCode(), "areaCode": "01840"}
	}, "401 403 403 403 403 201 403 201"},
	{"GET /organizations/{id}", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID, nil }, everybody},
	{"GET /organizations/{id} # pending", on("/organizations/%s", (*world).pending, nil), "404 404 404 404 404 200* 404 200*"},
	{"PATCH /organizations/{id}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID, object{"phone": "0912345678"}
	}, sellerOnly},
	{"PATCH /organizations/{id} # pending", on("/organizations/%s", (*world).pending, object{"phone": "0912345678"}),
		"401 404 404 404 404 200* 404 200*"},
	{"POST /organizations/{id}/verify", on("/organizations/%s/verify", (*world).pending, object{"decision": "approve"}),
		"401 403 403 403 403 200* 404 200*"},
	{"POST /organizations/{id}/suspend", on("/organizations/%s/suspend", (*world).standing, object{"reason": secret}),
		"401 403 403 403 403 200* 403 200*"},
	{"POST /organizations/{id}/resume", on("/organizations/%s/resume", (*world).outOfTrade, object{"reason": secret}),
		"401 403 403 403 403 200 403 200"},
	{"POST /organizations/{id}/dissolve", on("/organizations/%s/dissolve", (*world).outOfTrade, object{"reason": secret}),
		"401 403 403 403 403 200* 403 200*"},
	{"POST /organizations/{id}/undo", on("/organizations/%s/undo", (*world).outOfTrade, nil), "401 403 403 403 403 200 403 409"},
	{"GET /organizations/duplicates", func(w *world) (string, any) { w.pending(); w.pending(); return "/organizations/duplicates", nil },
		"401 403 403 403 403 200* 200 200*"},
	{"POST /organizations/{id}/duplicates/{otherId}/dismiss", func(w *world) (string, any) {
		return "/organizations/" + w.standing() + "/duplicates/" + w.standing() + "/dismiss", object{"note": "Hai nơi"}
	}, "401 403 403 403 403 200 403 200"},
	{"POST /organizations/{id}/duplicates/{otherId}/restore", func(w *world) (string, any) {
		return "/organizations/" + w.standing() + "/duplicates/" + w.pending() + "/restore", nil
	}, "401 403 403 403 403 200* 403 200*"},
	{"POST /organizations/{id}/merge", func(w *world) (string, any) {
		return "/organizations/" + w.standing() + "/merge", object{"absorbedId": w.pending(), "reason": "Nhập hai lần"}
	}, "401 403 403 403 403 200* 403 200*"},
	{"POST /organizations/{id}/merge # dry run", func(w *world) (string, any) {
		return "/organizations/" + w.standing() + "/merge", object{"absorbedId": w.pending(), "dryRun": true}
	}, "401 403 403 403 403 200* 403 200*"},
	{"GET /organizations/{id} # suspended", on("/organizations/%s", (*world).outOfTrade, nil), "200 200 200 200 200 200* 200 200*"},
	{"GET /organizations/{id}/history", func(w *world) (string, any) { return "/organizations/" + w.sellerSuspended() + "/history", nil },
		"401 200* 403 403 403 200* 403 200*"},
	{"GET /organizations/{id} # merged", on("/organizations/%s", (*world).merged, nil), "200 200* 200 200 200 200* 200 200*"},
	{"GET /organizations/{id}/history # merged", on("/organizations/%s/history", (*world).merged, nil), "401 200* 403 403 403 200* 403 200*"},
	{"GET /organizations/{id}/affiliates", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/affiliates", nil }, everybody},
	{"POST /organizations/{id}/affiliates", func(w *world) (string, any) {
		return "/organizations/" + w.union() + "/affiliates", object{"cooperativeId": w.standing()}
	}, "401 403 403 403 403 201 403 201"},
	{"POST /affiliates/{id}/confirm", on("/affiliates/%s/confirm", (*world).proposed, nil), "401 200 404 404 404 200 404 200"},
	{"POST /affiliates/{id}/leave", on("/affiliates/%s/leave", (*world).proposed, object{"reason": "Thôi"}), "401 200 404 404 404 200 404 200"},
	{"GET /organizations/{id}/consents", func(w *world) (string, any) {
		w.consent()
		return "/organizations/" + w.seller.OrganizationID + "/consents", nil
	}, "401 200* 403 403 403 200* 403 200*"},
	{"POST /organizations/{id}/consents", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/consents", object{"givenBy": "Nông Thị Hà", "channel": "phone"}
	}, "401 201 403 403 403 201 403 201"},
	{"POST /organizations/{id}/consents/{consentId}/revoke", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/consents/" + w.consent() + "/revoke", nil
	}, "401 200* 403 403 403 403 403 200*"},
	{"GET /organizations/{id}/entries", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/entries", nil }, sellerOnly},
	{"POST /auth/switch", func(w *world) (string, any) {
		return "/auth/switch", object{"organizationId": "nothing-of-the-kind"}
	}, "401 403 403 403 403 403 403 403"},
	{"GET /organizations/{id}/members", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/members", nil },
		"401 200 403 403 403 200 403 200"},
	{"PATCH /organizations/{id}/members/{userId}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/members/" + w.colleague(), object{"role": "staff"}
	}, directors},
	{"DELETE /organizations/{id}/members/{userId}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/members/" + w.colleague(), nil
	}, "401 204 403 403 403 403 403 204"},
	{"POST /organizations/{id}/hand-over", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/hand-over", object{"userId": "nobody"}
	}, "401 404 403 403 403 403 403 403"},
	{"POST /organizations/{id}/invites", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/invites", object{"role": "staff"}
	}, "401 201 403 403 403 403 403 201"},
	{"GET /organizations/{id}/invites", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/invites", nil }, directors},
	{"DELETE /organizations/{id}/invites/{inviteId}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/invites/nothing", nil
	}, "401 404 403 403 403 403 403 404"},
	{"GET /invites/{token}", fixed("/invites/nothing", nil), "404 404 404 404 404 404 404 404"},
	{"POST /invites/{token}/accept", fixed("/invites/nothing/accept", nil), "401 404 404 404 404 404 404 404"},
	{"GET /rating-criteria", fixed("/rating-criteria", nil), everybody},
	{"GET /organizations/{id}/ratings/{year} # with evidence", func(w *world) (string, any) { return w.assessed(), nil },
		"200 200* 200 200 200 200* 200 200*"},
	{"POST /organizations/{id}/ratings/{year}/countersign", func(w *world) (string, any) { return w.assessed() + "/countersign", object{} },
		"401 403 403 403 403 200* 403 200*"},
	{"GET /organizations/{id}/ratings/{year}/history", func(w *world) (string, any) { return w.assessed() + "/history", nil },
		"401 200* 403 403 403 200* 403 200*"},
	{"GET /organizations/{id}/reports", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/reports", nil }, sellerOnly},
	{"GET /organizations/{id}/reports # pending", on("/organizations/%s/reports", (*world).pending, nil), "401 404 404 404 404 200 404 200"},
	{"GET /organizations/{id}/reports/{year}", func(w *world) (string, any) { return w.report(), nil }, sellerOnly},
	{"PUT /organizations/{id}/reports/{year}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/reports/2024", reportBody
	}, sellerOnly},
	{"POST /organizations/{id}/reports/{year}/submit", func(w *world) (string, any) { return w.report() + "/submit", nil }, sellerOnly},
	{"POST /organizations/{id}/reports/{year}/review", func(w *world) (string, any) {
		path := w.report()
		w.seller.Post(path+"/submit", nil).Want(http.StatusOK)
		return path + "/review", object{"decision": "return", "note": "Xem lại"}
	}, "401 403 403 403 403 200 403 200"},
	{"GET /organizations/{id}/reports/{year}/history", func(w *world) (string, any) { return w.report() + "/history", nil }, sellerOnly},
	{"GET /reports", fixed("/reports?year=2025&limit=100", nil), "401 403 403 403 403 200* 200 200*"},
	{"GET /reports # of the province", fixed("/reports?year=2025&area=19&limit=100", nil), "401 403 403 403 403 200* 403 200*"},
	{"GET /reports/summary", fixed("/reports/summary?year=2025&area=19", nil), "401 403 403 403 403 200 403 200"},
	{"GET /organizations/{id}/ratings", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/ratings", nil }, "200 200* 200 200 200 200* 200 200*"},
	{"GET /organizations/{id}/ratings # pending", on("/organizations/%s/ratings", (*world).pending, nil), "404 404 404 404 404 200 404 200"},
	{"GET /organizations/{id}/ratings/{year}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/ratings/2024", nil
	}, everybody},
	{"PUT /organizations/{id}/ratings/{year}", func(w *world) (string, any) {
		return "/organizations/" + w.seller.OrganizationID + "/ratings/2025", object{"score": 70}
	}, sellerOnly},

	{"GET /products", fixed("/products?limit=100", nil), everybody},
	{"GET /products # drafts", func(w *world) (string, any) {
		return "/products?status=draft&organizationId=" + w.seller.OrganizationID, nil
	}, "401 200* 403 403 403 200* 403 200*"},
	{"GET /products # drafts of everybody", fixed("/products?status=draft", nil), "401 200* 200 200 200 200* 200 200*"},
	{"POST /products", func(w *world) (string, any) {
		return "/products", object{"organizationId": w.seller.OrganizationID, "name": secret, "group": "do-uong", "unit": "lit"}
	}, "401 201* 403 403 403 201* 403 201*"},
	{"GET /products/{id}", on("/products/%s", (*world).offered, nil), everybody},
	{"GET /products/{id} # draft", on("/products/%s", (*world).draft, nil), "404 200* 404 404 404 200* 404 200*"},
	{"PATCH /products/{id}", on("/products/%s", (*world).offered, object{"packaging": "Túi 1 kg"}), sellerOnly},
	{"PATCH /products/{id} # draft", on("/products/%s", (*world).draft, object{"packaging": "Túi 1 kg"}), "401 200* 404 404 404 200* 404 200*"},
	{"POST /products/{id}/publish", on("/products/%s/publish", (*world).draft, nil), "401 200* 404 404 404 200* 404 200*"},
	{"POST /products/{id}/unpublish", on("/products/%s/unpublish", (*world).offered, nil), sellerOnly},
	{"POST /products/{id}/copy", on("/products/%s/copy", (*world).offered, nil), "401 201 403 403 403 201 403 201"},
	{"POST /products/{id}/copy # draft", on("/products/%s/copy", (*world).draft, nil), "401 201* 404 404 404 201* 404 201*"},
	{"DELETE /products/{id}", on("/products/%s", (*world).draft, nil), "401 204 404 404 404 204 404 204"},
	{"DELETE /products/{id} # on offer", on("/products/%s", (*world).offered, nil), "401 409 403 403 403 409 403 409"},
	{"POST /products/{id}/suspend", on("/products/%s/suspend", (*world).offered, object{"reason": secret}), "401 403 403 403 403 200* 403 200*"},
	{"POST /products/{id}/suspend # draft", on("/products/%s/suspend", (*world).draft, object{"reason": "Sai nhãn"}), "401 403 403 403 403 200* 404 200*"},
	{"POST /products/{id}/resume", on("/products/%s/resume", (*world).suspended, nil), "401 403 403 403 403 200 404 200"},
	{"GET /products/{id} # suspended", on("/products/%s", (*world).suspended, nil), "404 200* 404 404 404 200* 404 200*"},
	{"GET /organizations/{id}/documents", func(w *world) (string, any) { path, _ := w.document(); return path, nil }, ownScans},
	{"POST /organizations/{id}/documents", func(w *world) (string, any) { path, _ := w.document(); return path, w.scan() }, "401 201* 404 404 404 201* 404 201*"},
	{"GET /certificates/{id}/documents", func(w *world) (string, any) { return w.certificateDocuments(), nil }, ownScans},
	{"POST /certificates/{id}/documents", func(w *world) (string, any) { return w.certificateDocuments(), w.scan() }, "401 201* 404 404 404 201* 404 201*"},
	{"GET /documents/{id}", func(w *world) (string, any) { _, id := w.document(); return "/documents/" + id, nil }, ownScans},
	{"GET /documents/{id}/file", func(w *world) (string, any) { _, id := w.document(); return "/documents/" + id + "/file", nil }, ownScans},
	{"DELETE /documents/{id}", func(w *world) (string, any) { _, id := w.document(); return "/documents/" + id, nil }, "401 204 404 404 404 204 404 204"},
	{"GET /products/{id}/lots", func(w *world) (string, any) { path, _ := w.lot(w.offered()); return path, nil }, "401 200* 403 403 403 200* 403 200*"},
	{"GET /products/{id}/lots # draft", func(w *world) (string, any) { path, _ := w.lot(w.draft()); return path, nil }, ownScans},
	{"POST /products/{id}/lots", func(w *world) (string, any) { return "/products/" + w.offered() + "/lots", w.lotBody() }, "401 201* 403 403 403 201* 403 201*"},
	{"GET /products/{id}/lots/{code}", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one, nil }, "401 200* 403 403 403 200* 403 200*"},
	{"PATCH /products/{id}/lots/{code}", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one, object{"amount": 5} }, "401 200* 403 403 403 200* 403 200*"},
	{"DELETE /products/{id}/lots/{code}", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one, nil }, "401 204 403 403 403 204 403 204"},
	{"GET /products/{id}/lots/{code}/labels.pdf", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one + "/labels.pdf", nil }, sellerOnly},
	{"GET /products/{id}/lots/{code}/trace", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one + "/trace", nil }, everybody},
	{"GET /products/{id}/lots/{code}/trace # draft", func(w *world) (string, any) { _, one := w.lot(w.draft()); return one + "/trace", nil }, ownDraft},
	{"GET /products/{id}/lots/{code}/epcis", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one + "/epcis", nil }, everybody},
	{"GET /products/{id}/lots/{code}/qr.svg", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one + "/qr.svg", nil }, everybody},
	{"GET /products/{id}/lots/{code}/qr.png", func(w *world) (string, any) { _, one := w.lot(w.offered()); return one + "/qr.png", nil }, everybody},
	{"GET /products/{id}/trace", on("/products/%s/trace", (*world).offered, nil), everybody},
	{"GET /products/{id}/trace # draft", on("/products/%s/trace", (*world).draft, nil), ownDraft},
	{"GET /products/{id}/qr.svg", on("/products/%s/qr.svg", (*world).offered, nil), everybody},
	{"GET /products/{id}/qr.png # draft", on("/products/%s/qr.png", (*world).draft, nil), "404 200 404 404 404 200 404 200"},
	{"GET /products/{id}/photos", on("/products/%s/photos", (*world).offered, nil), everybody},
	{"GET /products/{id}/photos # draft", func(w *world) (string, any) { path, _ := w.photo(); return path, nil }, "404 200* 404 404 404 200* 404 200*"},
	{"POST /products/{id}/photos", func(w *world) (string, any) { return "/products/" + w.offered() + "/photos", w.photoBody("") }, "401 201 403 403 403 201 403 201"},
	{"POST /products/{id}/photos # draft", func(w *world) (string, any) { return "/products/" + w.draft() + "/photos", w.photoBody(secret) },
		"401 201* 404 404 404 201* 404 201*"},
	{"PATCH /products/{id}/photos/{photoId}", func(w *world) (string, any) {
		path, id := w.photo()
		return path + "/" + id, object{"position": 0}
	}, "401 200* 404 404 404 200* 404 200*"},
	{"DELETE /products/{id}/photos/{photoId}", func(w *world) (string, any) { path, id := w.photo(); return path + "/" + id, nil },
		"401 204 404 404 404 204 404 204"},
	{"GET /products/{id}/capacity/{year}", on("/products/%s/capacity/2027", (*world).offered, nil), everybody},
	{"GET /products/{id}/capacity/{year} # draft", on("/products/%s/capacity/2027", (*world).draft, nil), "404 200 404 404 404 200 404 200"},
	{"PUT /products/{id}/capacity/{year}", on("/products/%s/capacity/2027", (*world).offered, object{"unit": "kg", "months": apptest.Year(1)}), sellerOnly},
	{"PUT /products/{id}/capacity/{year} # draft", on("/products/%s/capacity/2027", (*world).draft, object{"unit": "kg", "months": apptest.Year(1)}),
		"401 200 404 404 404 200 404 200"},
	{"GET /products/{id}/certificates", func(w *world) (string, any) { return "/products/" + w.product + "/certificates", nil },
		"200 200* 200 200 200 200* 200 200*"},
	{"POST /products/{id}/certificates", func(w *world) (string, any) {
		return "/products/" + w.product + "/certificates", w.certificateBody()
	}, "401 201* 403 403 403 201* 403 201*"},
	{"GET /products/{id}/demands", func(w *world) (string, any) { return "/products/" + w.product + "/demands", nil }, sellerOnly},
	{"GET /organizations/{id}/demands", func(w *world) (string, any) { return "/organizations/" + w.seller.OrganizationID + "/demands", nil }, sellerOnly},
	{"GET /certificates", fixed("/certificates", nil), "401 200* 200 200 200 200* 200 200*"},
	{"GET /certificates # of another organisation", func(w *world) (string, any) { return "/certificates?organizationId=" + w.seller.OrganizationID, nil },
		"401 200* 403 403 403 200* 403 200*"},
	{"POST /certificates/annex", func(w *world) (string, any) { return "/certificates/annex", w.annexBody() }, "401 403 403 403 403 201* 201* 201*"},
	{"GET /annexes", func(w *world) (string, any) { w.annex(); return "/annexes", nil }, "401 403 403 403 403 200* 200* 200*"},
	{"GET /annexes/{id}", on("/annexes/%s", (*world).annex, nil), "401 403 403 403 403 200* 404 200*"},
	{"POST /annexes/{id}/apply", on("/annexes/%s/apply", (*world).annex, nil), "401 403 403 403 403 200* 404 200*"},
	{"POST /annexes/{id}/rows/{row}/resolve", on("/annexes/%s/rows/2/resolve", (*world).annex, object{"skip": true}), "401 403 403 403 403 200* 404 200*"},
	{"POST /certificates/{id}/revoke", on("/certificates/%s/revoke", (*world).verifiedCertificate, object{"reason": "Thu hồi"}),
		"401 403 403 403 403 200* 404 200*"},
	{"POST /products/{id}/capacity/{year}/copy", func(w *world) (string, any) {
		return "/products/" + w.product + "/capacity/2029/copy", object{"from": 2027}
	}, sellerOnly},
	{"POST /products/{id}/capacity/{year}/pattern", on("/products/%s/capacity/2027/pattern", (*world).offered, object{"kind": "even", "unit": "kg", "total": 12}), sellerOnly},
	{"POST /certificates/{id}/verify/undo", on("/certificates/%s/verify/undo", (*world).verifiedCertificate, nil),
		"401 403 403 403 403 200* 404 409"},
	{"GET /verifications", func(w *world) (string, any) { w.certificate(); w.pending(); return "/verifications?limit=100", nil },
		"401 403 403 403 403 200* 200 200*"},
	{"GET /verifications # of the province", fixed("/verifications?area=19&limit=100", nil), "401 403 403 403 403 200* 403 200*"},
	{"GET /verifications/counts", fixed("/verifications/counts?area=19", nil), "401 403 403 403 403 200 403 200"},
	{"POST /verifications", func(w *world) (string, any) {
		return "/verifications", object{"decision": "approve", "items": []object{{"kind": "certificate", "id": w.certificate()}}}
	}, "401 403 403 403 403 200 200 200"},
	{"POST /certificates/{id}/verify", on("/certificates/%s/verify", (*world).certificate, object{"decision": "approve"}),
		"401 403 403 403 403 200* 404 200*"},

	{"GET /demands", func(w *world) (string, any) { return "/demands?organizationId=" + w.buyer.OrganizationID, nil },
		"200 200 200* 200 200 200 200 200*"},
	{"GET /demands # drafts", func(w *world) (string, any) {
		return "/demands?status=draft&organizationId=" + w.buyer.OrganizationID, nil
	},
		"403 403 200* 403 403 403 403 200*"},
	{"POST /demands", func(w *world) (string, any) { return "/demands", w.demandBody(secret) }, "401 403 201* 403 201* 403 403 403"},
	{"GET /demands/{id}", func(w *world) (string, any) { return "/demands/" + w.demand, nil }, everybody},
	{"GET /demands/{id} # draft", on("/demands/%s", (*world).secretDemand, nil), "404 404 200* 404 404 200* 404 200*"},
	{"PATCH /demands/{id}", on("/demands/%s", (*world).secretDemand, object{"minStars": 3}), "401 404 200* 404 404 200* 404 200*"},
	{"POST /demands/{id}/publish", on("/demands/%s/publish", (*world).openable, nil), "401 404 200 404 404 200 404 200"},
	{"POST /demands/{id}/close", on("/demands/%s/close", (*world).openDemand, nil), "401 403 200 403 403 200 403 200"},
	{"POST /demands/{id}/cancel", on("/demands/%s/cancel", (*world).openDemand, object{"reason": "mistake"}), "401 403 200 403 403 200 403 200"},
	{"POST /demands/{id}/cancel # draft", on("/demands/%s/cancel", (*world).secretDemand, object{"reason": "mistake"}), "401 404 200* 404 404 200* 404 200*"},
	{"GET /demands/{id} # invited", on("/demands/%s", (*world).invitedDemand, nil), "404 200* 200* 404 404 200* 404 200*"},
	{"GET /demands # invited", func(w *world) (string, any) { w.invitedDemand(); return "/demands?area=19", nil }, "200 200* 200* 200 200 200* 200 200*"},
	{"GET /demands/{id}/quotes # invited", on("/demands/%s/quotes", (*world).invitedDemand, nil), "401 200 200 404 404 200 404 200"},
	{"POST /demands/{id}/award", func(w *world) (string, any) {
		return "/demands/" + w.demand + "/award", object{"quotes": []object{{"quoteId": w.newQuote()}}}
	}, "401 403 200 403 403 403 403 403"},
	{"GET /demands/{id}/invitations", on("/demands/%s/invitations", (*world).invitedDemand, nil), "401 403 200* 404 404 200* 404 200*"},
	{"POST /demands/{id}/invitations", func(w *world) (string, any) {
		return "/demands/" + w.openDemand() + "/invitations", object{"organizationIds": []string{w.seller.OrganizationID}, "note": secret}
	}, "401 403 200 403 403 200 403 200"},
	{"DELETE /demands/{id}/invitations/{organizationId}", func(w *world) (string, any) {
		return "/demands/" + w.invitedDemand() + "/invitations/" + w.seller.OrganizationID, nil
	}, "401 403 204 404 404 204 404 204"},
	{"GET /demands/{id}/matches", func(w *world) (string, any) { return "/demands/" + w.demand + "/matches", nil }, "401 403 200 403 403 200 403 200"},
	{"GET /demands/{id}/plan", func(w *world) (string, any) { return "/demands/" + w.demand + "/plan", nil }, "401 403 200 403 403 200 403 200"},
	{"GET /demands/{id}/plan/alternatives", func(w *world) (string, any) { return "/demands/" + w.demand + "/plan/alternatives", nil }, "401 403 200 403 403 200 403 200"},
	{"GET /demands/{id}/plan/relaxations", func(w *world) (string, any) { return "/demands/" + w.demand + "/plan/relaxations", nil }, "401 403 200 403 403 200 403 200"},

	{"GET /demands/{id}/quotes", func(w *world) (string, any) { return "/demands/" + w.demand + "/quotes", nil },
		"401 200* 200* 200 200 200* 403 200*"},
	{"GET /demands/{id}/quotes/compare", func(w *world) (string, any) { return "/demands/" + w.demand + "/quotes/compare", nil },
		"401 200* 200* 200 200 200* 403 200*"},
	{"POST /demands/{id}/quotes", func(w *world) (string, any) { return "/demands/" + w.demand + "/quotes", w.quoteBody() },
		"401 201* 403 422 403 403 403 403"},
	{"GET /quotes", fixed("/quotes", nil), "401 200* 200* 200 200 403 403 200"},
	{"GET /quotes/{id}", on("/quotes/%s", (*world).newQuote, nil), readers},
	{"POST /quotes/{id}/counter", on("/quotes/%s/counter", (*world).newQuote, object{"validUntil": "2026-12-30"}),
		"401 409 200* 404 404 403 404 403"},
	{"POST /quotes/{id}/accept", on("/quotes/%s/accept", (*world).newQuote, nil), "401 409 200* 404 404 403 404 403"},
	{"POST /quotes/{id}/decline", on("/quotes/%s/decline", (*world).newQuote, nil), "401 409 200* 404 404 403 404 403"},
	{"POST /quotes/{id}/withdraw", on("/quotes/%s/withdraw", (*world).newQuote, nil), "401 200* 403 404 404 403 404 403"},

	{"POST /demands/{id}/joint-quotes", func(w *world) (string, any) {
		return "/demands/" + w.openDemand() + "/joint-quotes", w.jointBody()
	}, "401 201* 201* 201* 403 403 403 403"},
	{"GET /demands/{id}/joint-quotes", func(w *world) (string, any) { w.joint(); return "/demands/" + w.jointDemand + "/joint-quotes", nil },
		"401 200* 200* 200* 200 200* 403 200*"},
	{"GET /joint-quotes", func(w *world) (string, any) { w.joint(); return "/joint-quotes", nil }, "401 200* 200* 200* 200 403 403 403"},
	{"GET /joint-quotes/{id}", on("/joint-quotes/%s", (*world).joint, nil), "401 200* 200* 200* 404 200* 404 200*"},
	{"POST /joint-quotes/{id}/confirm", on("/joint-quotes/%s/confirm", (*world).joint, nil), "401 200* 403 200* 404 403 404 403"},
	{"POST /joint-quotes/{id}/change", func(w *world) (string, any) {
		return "/joint-quotes/" + w.joint() + "/change", object{"lines": []object{apptest.Line(w.product, 1)}}
	}, "401 200* 403 422 404 403 404 403"},
	{"POST /joint-quotes/{id}/drop", on("/joint-quotes/%s/drop", (*world).joint, nil), "401 200* 403 200* 404 403 404 403"},
	{"POST /joint-quotes/{id}/remind", on("/joint-quotes/%s/remind", (*world).joint, nil), "401 403 200* 403 404 403 404 403"},
	{"POST /joint-quotes/{id}/fill", on("/joint-quotes/%s/fill", (*world).joint, object{"lines": []object{}}), "401 403 409 403 404 403 404 403"},
	{"POST /joint-quotes/{id}/offer", on("/joint-quotes/%s/offer", (*world).confirmedJoint, nil), "401 403 200* 403 404 403 404 403"},
	{"POST /joint-quotes/{id}/accept", on("/joint-quotes/%s/accept", (*world).offeredJoint, nil), "401 403 200* 403 404 403 404 403"},
	{"POST /joint-quotes/{id}/decline", on("/joint-quotes/%s/decline", (*world).joint, nil), "401 403 200* 403 404 403 404 403"},
	{"POST /joint-quotes/{id}/withdraw", on("/joint-quotes/%s/withdraw", (*world).joint, nil), "401 403 200* 403 404 403 404 403"},

	{"GET /contracts", fixed("/contracts", nil), "401 200* 200* 200 200 200* 200 200*"},
	{"GET /contracts # of a party", func(w *world) (string, any) {
		return "/contracts?status=draft&area=01840&party=" + w.seller.OrganizationID, nil
	}, "401 200* 200* 200 200 200* 200 200*"},
	{"POST /contracts", func(w *world) (string, any) { return "/contracts", w.contractBody() }, "401 201* 201* 403 403 403 403 403"},
	{"GET /contracts/{id}", on("/contracts/%s", contractIn("draft"), nil), readers},
	{"PATCH /contracts/{id}", on("/contracts/%s", contractIn("draft"), object{"form": "form-1"}), parties},
	{"POST /contracts/{id}/propose", on("/contracts/%s/propose", contractIn("draft"), nil), parties},
	{"POST /contracts/{id}/revise", on("/contracts/%s/revise", contractIn("proposed"), nil), parties},
	{"POST /contracts/{id}/sign", on("/contracts/%s/sign", contractIn("proposed"), object{"password": apptest.Password}), parties},
	{"POST /contracts/{id}/withdraw", on("/contracts/%s/withdraw", contractIn("proposed"), nil), parties},
	{"POST /contracts/{id}/suspend", on("/contracts/%s/suspend", contractIn("active"), object{"reason": "Mưa lũ"}), parties},
	{"POST /contracts/{id}/resume", on("/contracts/%s/resume", contractIn("suspended"), nil), parties},
	{"POST /contracts/{id}/complete", on("/contracts/%s/complete", contractIn("active"), nil), parties},
	{"POST /contracts/{id}/terminate", on("/contracts/%s/terminate", contractIn("active"), object{"kind": "mutual", "reason": "Hai bên thống nhất"}), parties},
	{"GET /contracts/{id}/history", on("/contracts/%s/history", contractIn("suspended"), nil), readers},
	{"GET /contracts/{id}/deliveries", func(w *world) (string, any) { id, _ := w.delivery(); return "/contracts/" + id + "/deliveries", nil }, readers},
	{"POST /contracts/{id}/deliveries", func(w *world) (string, any) {
		id := w.contract("active")
		return "/contracts/" + id + "/deliveries", w.deliveryBody(id)
	}, "401 201* 403 404 404 403 404 403"},
	{"GET /contracts/{id}/payments", func(w *world) (string, any) { id, _ := w.delivery(); return "/contracts/" + id + "/payments", nil }, readers},
	{"POST /contracts/{id}/payments", on("/contracts/%s/payments", contractIn("active"), object{"amount": 5, "paidAt": "2026-11-23", "note": secret}),
		"401 403 201* 404 404 403 404 403"},
	{"GET /deliveries/{id}", func(w *world) (string, any) { _, id := w.delivery(); return "/deliveries/" + id, nil }, readers},
	{"POST /deliveries/{id}/accept", func(w *world) (string, any) {
		_, id := w.delivery()
		return "/deliveries/" + id + "/accept", object{"acceptedAmount": 1, "rejectedAmount": 0}
	}, "401 403 200* 404 404 403 404 403"},
	// After the lists, to which it adds.
	{"POST /contracts # of a joint quote", func(w *world) (string, any) {
		id := w.offeredJoint()
		w.buyer.Post("/joint-quotes/"+id+"/accept", nil).Want(http.StatusOK)
		return "/contracts", object{"jointQuoteId": id, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "terms": secret}
	}, "401 201* 201* 201* 404 403 403 403"},
	{"POST /contracts # of several quotes", func(w *world) (string, any) {
		return "/contracts", object{"quoteIds": w.awardedQuotes(), "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "terms": secret}
	}, "401 404 201* 404 404 403 403 403"},

	{"POST /imports/{kind}", func(w *world) (string, any) {
		return "/imports/products?dryRun=true", apptest.Upload{Name: "a.csv", Data: []byte("organizationTaxCode,name,group,unit\n" + w.taxCode() + ",Gạo,thuc-pham,kg\n")}
	}, "401 200 403 422 403 200 422 200"},
	{"POST /imports/{kind} # organizations", func(w *world) (string, any) {
		return "/imports/organizations", apptest.Upload{Name: "a.csv", Data: []byte("kind,name,taxCode,areaCode\ncooperative,HTX nhập," + w.TaxCode() + ",01840\n")}
	}, "401 403 403 403 403 200 422 200"},
	{"GET /jobs/{id}", func(w *world) (string, any) {
		file := apptest.Upload{Name: secret, Data: []byte("organizationTaxCode,name,group,unit\n" + w.taxCode() + ",Gạo,thuc-pham,kg\n")}
		return "/jobs/" + w.seller.Post("/imports/products?dryRun=true", file, apptest.Header{Name: "Prefer", Value: "respond-async"}).Want(http.StatusAccepted).ID(), nil
	}, "401 200* 404 404 404 404 404 200*"},
	{"GET /imports/{kind}/template.{format}", fixed("/imports/products/template.csv", nil), "401 200 403 200 403 200 200 200"},

	{"GET /exports/organizations.{format}", fixed("/exports/organizations.csv?kind=enterprise", nil), everybody},
	{"GET /exports/organizations.{format} # pending", func(w *world) (string, any) { w.pending(); return "/exports/organizations.xlsx?status=pending", nil },
		"401 403 403 403 403 200 200 200"},
	{"GET /exports/products.{format}", fixed("/exports/products.csv?stars=4", nil), everybody},
	{"GET /exports/products.{format} # drafts", func(w *world) (string, any) {
		return "/exports/products.csv?status=draft&organizationId=" + w.seller.OrganizationID, nil
	}, "401 200* 403 403 403 200* 403 200*"},
	{"GET /exports/certificates.{format}", func(w *world) (string, any) {
		return "/exports/certificates.csv?organizationId=" + w.seller.OrganizationID, nil
	}, "401 200* 403 403 403 200* 403 200*"},
	{"GET /exports/capacity.{format}", fixed("/exports/capacity.csv?year=2026&stars=4", nil), everybody},
	{"GET /exports/capacity.{format} # of drafts", func(w *world) (string, any) {
		return "/exports/capacity.csv?status=draft&organizationId=" + w.seller.OrganizationID, nil
	}, "401 200* 403 403 403 200* 403 200*"},
	{"GET /exports/reports.{format}", func(w *world) (string, any) {
		return "/exports/reports.csv?organizationId=" + w.seller.OrganizationID, nil
	}, sellerOnly},
	{"GET /exports/demands.{format}", fixed("/exports/demands.csv?group=duoc-lieu", nil), everybody},
	{"GET /exports/demands.{format} # drafts", func(w *world) (string, any) {
		return "/exports/demands.csv?status=draft&organizationId=" + w.buyer.OrganizationID, nil
	}, "403 403 200* 403 403 403 403 200*"},
	{"GET /exports/quotes.{format}", fixed("/exports/quotes.csv", nil), "401 200* 200* 200 200 403 403 200"},
	{"GET /exports/joint-quotes.{format}", func(w *world) (string, any) { w.joint(); return "/exports/joint-quotes.csv", nil }, "401 200* 200* 200* 200 403 403 403"},
	{"GET /exports/ratings.{format}", func(w *world) (string, any) {
		return "/exports/ratings.csv?organizationId=" + w.seller.OrganizationID, nil
	}, "401 200 200 200 200 200 200 200"},
	{"GET /exports/ratings.{format} # pending", func(w *world) (string, any) {
		return "/exports/ratings.csv?organizationId=" + w.pending(), nil
	}, "401 404 404 404 404 200 404 200"},
	{"GET /exports/notices.{format}", func(w *world) (string, any) { w.tell(); return "/exports/notices.csv?unread=true", nil },
		"401 200* 200 200 200 200 200 200"},
	{"GET /exports/contracts.{format}", fixed("/exports/contracts.csv", nil), "401 200 200 200 200 200 200 200"},
	{"GET /exports/deliveries.{format}", func(w *world) (string, any) {
		id, _ := w.delivery()
		return "/exports/deliveries.csv?contractId=" + id, nil
	}, readers},
	{"GET /exports/payments.{format}", func(w *world) (string, any) {
		id, _ := w.delivery()
		return "/exports/payments.csv?contractId=" + id, nil
	}, readers},
	{"GET /exports/trade-events.{format}", fixed("/exports/trade-events.csv", nil), everybody},
	{"GET /metrics/linkage", fixed("/metrics/linkage?groupBy=area", nil), everybody},
	{"GET /metrics/linkage # by buyer", fixed("/metrics/linkage?groupBy=buyer", nil), "401 403 403 403 403 200 200 200"},
	{"GET /trade-events", fixed("/trade-events", nil), everybody},
	{"POST /trade-events", fixed("/trade-events", object{"name": "Hội nghị", "kind": "conference", "areaCode": "19",
		"startDate": "2026-12-01", "endDate": "2026-12-01"}), "401 403 403 403 403 201 403 201"},
	{"GET /trade-events/{id}", func(w *world) (string, any) { return "/trade-events/" + w.event, nil }, everybody},
	{"POST /trade-events/{id}/participants", func(w *world) (string, any) {
		return "/trade-events/" + w.event + "/participants", object{"organizationId": w.seller.OrganizationID}
	}, sellerOnly},
}
