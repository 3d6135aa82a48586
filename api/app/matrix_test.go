package app_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/notice"
)

// secret stands in every text of a document that is not for everybody.
const secret = "Thông tin riêng 7319"

// roles are the columns of the matrix. The seller and the buyer are the parties;
// the other one is a cooperative and the rival an enterprise of the same
// province; the officer is of the province and the distant one of Hà Nội.
var roles = []string{"visitor", "seller", "buyer", "other", "rival", "officer", "distant", "admin"}

// world is who and what the matrix is about.
type world struct {
	*apptest.App
	as                     map[string]*apptest.Client
	seller, buyer, officer *apptest.Client
	product                string // published, with capacity
	demand                 string // open
	second, jointDemand    string // a product of the other one, the demand of the last joint quote
	email, event           string
	count                  int
}

func newWorld(t *testing.T) *world {
	a := apptest.New(t)
	w := &world{App: a, as: map[string]*apptest.Client{
		"visitor": a.Visitor(),
		"seller":  a.Verified("cooperative", "HTX Bên bán", "01840"),
		"buyer":   a.Verified("enterprise", "Công ty Bên mua", "01843"),
		"other":   a.Verified("cooperative", "HTX Khác", "01849"),
		"rival":   a.Verified("enterprise", "Công ty Khác", "01849"),
		"officer": a.Staff("19"),
		"distant": a.Staff("01"),
		"admin":   a.Staff(""),
	}}
	w.seller, w.buyer, w.officer = w.as["seller"], w.as["buyer"], w.as["officer"]
	w.product = w.seller.Offer("Miến dong", nil)
	w.seller.Capacity(w.product, "tan", 1000)
	w.demand = w.newDemand("Cần miến dong")
	w.buyer.Post("/demands/"+w.demand+"/publish", nil).Want(http.StatusOK)
	w.officer.Put("/organizations/"+w.seller.OrganizationID+"/ratings/2024", object{"score": 81}).Want(http.StatusOK)
	w.event = w.officer.Post("/trade-events", object{"name": "Hội chợ", "kind": "fair", "areaCode": "19",
		"startDate": "2026-12-01", "endDate": "2026-12-03"}).Want(http.StatusCreated).ID()
	// What the lists must not show to everybody.
	w.draft()
	w.newDemand(secret)
	w.newQuote()
	w.contract("draft")
	w.certificate()
	w.pending()
	w.Indexed()
	return w
}

// next is a number that no other document has.
func (w *world) next() string { w.count++; return strconv.Itoa(w.count) }

func (w *world) draft() string { return w.seller.Draft("Sản phẩm "+secret, nil) }

func (w *world) offered() string { return w.seller.Offer("Gạo nếp", nil) }

// suspended is one that an officer holds, with a reason.
func (w *world) suspended() string {
	id := w.offered()
	w.officer.Post("/products/"+id+"/suspend", object{"reason": secret}).Want(http.StatusOK)
	return id
}

func (w *world) demandBody(title string) object {
	return object{"title": title, "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}
}

func (w *world) newDemand(title string) string {
	return w.buyer.Post("/demands", w.demandBody(title)).Want(http.StatusCreated).ID()
}

func (w *world) openDemand() string {
	id := w.newDemand("Cần gạo")
	w.buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	return id
}

func (w *world) quoteBody() object {
	return object{"lines": []object{apptest.Line(w.product, 1)}, "validUntil": "2026-12-31", "note": secret}
}

func (w *world) newQuote() string {
	return w.seller.Post("/demands/"+w.demand+"/quotes", w.quoteBody()).Want(http.StatusCreated).ID()
}

// scan is a document whose name and content are not for everybody.
func (w *world) scan() apptest.Upload {
	return apptest.Upload{Name: secret + ".pdf", Data: []byte("%PDF-1.7\n" + secret + "\n%%EOF\n")}
}

// document attaches one to the seller and says where its documents are.
func (w *world) document() (path, id string) {
	path = "/organizations/" + w.seller.OrganizationID + "/documents"
	return path, w.seller.Post(path, w.scan()).Want(http.StatusCreated).ID()
}

func (w *world) certificateDocuments() string {
	path := "/certificates/" + w.certificate() + "/documents"
	w.seller.Post(path, w.scan()).Want(http.StatusCreated)
	return path
}

func (w *world) lotBody() object {
	return object{"code": "L" + w.next(), "producedAt": "2026-11-20", "note": secret}
}

// lot records one of a product and says where the lots are, and where this one is.
func (w *world) lot(product string) (path, one string) {
	path = "/products/" + product + "/lots"
	made := w.seller.Post(path, w.lotBody()).Want(http.StatusCreated)
	return path, path + "/" + made.Fields()["code"].(string)
}

func (w *world) photoBody(alt string) apptest.Upload {
	return apptest.Upload{Name: "anh.png", Data: apptest.Picture(w.T, 2, 2), Fields: map[string]string{"alt": alt}}
}

// photo gives a draft a photo and says where its photos are.
func (w *world) photo() (path, id string) {
	path = "/products/" + w.draft() + "/photos"
	return path, w.seller.Post(path, w.photoBody(secret)).Want(http.StatusCreated).ID()
}

func (w *world) certificateBody() object {
	return object{"number": "OCOP-" + w.next(), "decisionNumber": "1/QĐ", "issuer": secret, "issuedAt": "2026-01-01",
		"criteriaVersion": "qd-148-2023", "score": 75}
}

func (w *world) certificate() (id string) {
	return w.seller.Post("/products/"+w.product+"/certificates", w.certificateBody()).Want(http.StatusCreated).ID()
}

// annexBody has one row, of an organisation that nobody knows.
func (w *world) annexBody() apptest.Upload {
	return apptest.Upload{Name: "phu-luc.csv", Data: []byte("organization,productName,score,number\nHTX Lạ,Miến,75," + w.next() + "\n"),
		Fields: map[string]string{"decisionNumber": "1/QĐ", "issuer": secret, "issuedAt": "2026-01-01", "criteriaVersion": "qd-148-2023"}}
}

func (w *world) annex() string {
	return w.officer.Post("/certificates/annex", w.annexBody()).Want(http.StatusCreated).ID()
}

func (w *world) verifiedCertificate() (id string) {
	id = w.certificate()
	w.officer.Post("/certificates/"+id+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	return id
}

func (w *world) contractBody() object {
	return object{"buyerId": w.buyer.OrganizationID, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31",
		"terms": secret, "lines": []object{apptest.Line(w.product, 1)}}
}

// contract makes one in that state.
func (w *world) contract(status string) string {
	id := w.buyer.Post("/contracts", w.contractBody()).Want(http.StatusCreated).ID()
	path := "/contracts/" + id
	if status == "draft" {
		return id
	}
	w.buyer.Post(path+"/propose", nil).Want(http.StatusOK)
	if status == "proposed" {
		return id
	}
	w.buyer.Sign(id).Want(http.StatusOK)
	w.seller.Sign(id).Want(http.StatusOK)
	if status == "suspended" {
		w.seller.Post(path+"/suspend", object{"reason": secret}).Want(http.StatusOK)
	}
	return id
}

// deliveryBody is of the one line of a contract.
func (w *world) deliveryBody(contract string) object {
	line := w.buyer.Get("/contracts/" + contract).Want(http.StatusOK).Fields()["lines"].([]any)[0].(map[string]any)
	return object{"lineId": line["id"], "month": "2027-01", "amount": 1, "deliveredAt": "2026-11-23", "note": secret}
}

// delivery makes an active contract with a delivery and a payment.
func (w *world) delivery() (contract, delivery string) {
	contract = w.contract("active")
	delivery = w.seller.Post("/contracts/"+contract+"/deliveries", w.deliveryBody(contract)).Want(http.StatusCreated).ID()
	w.buyer.Post("/contracts/"+contract+"/payments", object{"amount": 1, "paidAt": "2026-11-23", "note": secret}).Want(http.StatusCreated)
	return contract, delivery
}

// tell sends the seller's members a notice.
func (w *world) tell() string {
	require.NoError(w.T, w.Notices.Send(w.T.Context(), notice.Members(w.seller.OrganizationID),
		notice.Message{Kind: "test", Text: fault.T(secret, secret), Link: "/hop-dong"}))
	var box struct{ Items []struct{ ID string } }
	w.seller.Get("/notices?unread=true").Want(http.StatusOK).JSON(&box)
	return box.Items[0].ID
}

// taxCode is the seller's.
func (w *world) taxCode() string {
	return w.officer.Get("/organizations/" + w.seller.OrganizationID).Want(http.StatusOK).Fields()["taxCode"].(string)
}

var reportBody = object{"members": 20, "memberHouseholds": 18, "labour": 30, "regularLabour": 12, "averageMemberIncome": 5_000_000,
	"revenue": 2_000_000_000, "profit": 1, "capital": 900_000_000, "linkedHouseholds": 60, "areaFarmed": 12.5}

// report drafts the seller's of last year and says where it is.
func (w *world) report() string {
	path := "/organizations/" + w.seller.OrganizationID + "/reports/2025"
	w.seller.Put(path, reportBody).Want(http.StatusOK)
	return path
}

// assessed is a year that the seller has assessed itself, countersigned or not.
func (w *world) assessed() string {
	criteria := make([]object, 15)
	for i := range criteria {
		criteria[i] = object{"number": i + 1, "points": 4, "evidence": secret}
	}
	path := "/organizations/" + w.seller.OrganizationID + "/ratings/2022"
	w.seller.Put(path, object{"criteria": criteria})
	return path
}

func (w *world) pending() string {
	return w.Register("cooperative", "HTX "+secret, "01840").OrganizationID
}

func savedBody(name string) object {
	return object{"name": name, "criteria": object{"q": "gao nep", "group": []string{"thuc-pham"}}, "alert": true}
}

func (w *world) savedSearch() string {
	return w.seller.Post("/saved-searches", savedBody(secret)).Want(http.StatusCreated).ID()
}

// view is one that the officer keeps for themselves.
func (w *world) view() string {
	return w.officer.Post("/me/views", object{"name": secret, "query": "kind=cooperative"}).Want(http.StatusCreated).ID()
}

// sellerSession is another sign-in of the seller's.
func (w *world) sellerSession() string {
	user, err := w.Accounts.User(w.T.Context(), w.seller.UserID)
	require.NoError(w.T, err)
	_, err = w.Accounts.IssueFor(w.T.Context(), user, account.Origin{})
	require.NoError(w.T, err)
	var sessions struct {
		Items []struct {
			ID      string
			Current bool
		}
	}
	w.seller.Get("/me/sessions").Want(http.StatusOK).JSON(&sessions)
	for _, session := range sessions.Items {
		if !session.Current {
			return session.ID
		}
	}
	w.T.Fatal("no other session")
	return ""
}

// colleague is a new member of the seller's staff.
func (w *world) colleague() string {
	user := w.Register("cooperative", "HTX Của đồng nghiệp", "01840").UserID
	_, err := w.Accounts.AddMembership(w.T.Context(), user, account.Membership{
		OrganizationID: w.seller.OrganizationID, Kind: account.KindCooperative, Position: account.Staff})
	require.NoError(w.T, err)
	return user
}

// operation is one row: how a request is made ready, and what each role gets, in
// the order of roles. A * says that the answer shows the secret; no other may.
type operation struct {
	name string // as in the document, a note after # set apart
	make func(w *world) (path string, body any)
	want string
}

// fixed is an operation that needs nothing made.
func fixed(path string, body any) func(*world) (string, any) {
	return func(*world) (string, any) { return path, body }
}

// on is an operation on a document made for each request; the %s of the path is
// its ID.
func on(path string, id func(*world) string, body any) func(*world) (string, any) {
	return func(w *world) (string, any) { return fmt.Sprintf(path, id(w)), body }
}

// TestEveryOperationForEveryRole walks the whole matrix.
func TestEveryOperationForEveryRole(t *testing.T) {
	w := newWorld(t)
	listed := map[string]bool{}
	for _, op := range operations {
		name, _, _ := strings.Cut(op.name, "#")
		name = strings.TrimSpace(name)
		listed[name] = true
		t.Run(op.name, func(t *testing.T) {
			method, _, _ := strings.Cut(name, " ")
			wants := strings.Fields(op.want)
			require.Len(t, wants, len(roles))
			for i, role := range roles {
				path, body := op.make(w)
				answer := w.as[role].Do(method, path, body)
				status, shows := strings.CutSuffix(wants[i], "*")
				require.Equal(t, status, strconv.Itoa(answer.Status), "%s: %s", role, answer.Body)
				require.Equal(t, shows, strings.Contains(string(answer.Body), secret), "%s sees the secret: %s", role, answer.Body)
			}
		})
	}

	var document struct {
		Paths map[string]map[string]any
	}
	w.Visitor().Get("/openapi.json").Want(http.StatusOK).JSON(&document)
	known := map[string]bool{}
	for path, methods := range document.Paths {
		for method := range methods {
			if method == "parameters" {
				continue
			}
			name := strings.ToUpper(method) + " " + strings.TrimPrefix(path, "/api/v1")
			known[name] = true
			require.True(t, listed[name], "%s is not in the matrix", name)
		}
	}
	for name := range listed {
		require.True(t, known[name], "%s is in the matrix alone", name)
	}
}
