// Package web is the site: pages rendered on the server for people with a
// browser. Handlers parse what was asked, call a service and fill the models of
// web/view; rules and rights live in the services, for pages and API alike.
package web

//go:generate go tool -modfile=tools/go.mod templ generate -path view

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/exchange"
	"lienket/api/linkage"
	"lienket/api/notice"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
)

// Options are what a Site is made of.
type Options struct {
	Accounts  *account.Service
	Notices   *notice.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Sourcing  *sourcing.Service
	Linkage   *linkage.Service
	Promotion *promotion.Service
	Exchange  *exchange.Service

	PublicURL string // where people reach the site: https://lienket.vn
	Clock     func() time.Time
	Log       *slog.Logger // nil means slog.Default

	// What the server knows of a request; nil ones know nothing.
	RequestID func(ctx context.Context) string
	Address   func(c *fiber.Ctx) string // the client's, for throttling
	SetActor  func(ctx context.Context, actor account.Actor)

	// Rehearse runs what a service does and undoes it: store.Rehearse on the services' DB.
	Rehearse func(ctx context.Context, fn func(ctx context.Context) error) error
}

// Site answers the pages.
type Site struct {
	Options
	public *url.URL
	secure bool // cookies over https alone
	counts countCache
}

// New checks the options.
func New(options Options) (*Site, error) {
	public, err := url.Parse(options.PublicURL)
	if err != nil || public.Host == "" || public.Scheme != "http" && public.Scheme != "https" {
		return nil, fmt.Errorf("PUBLIC_URL %q is no http(s) address", options.PublicURL)
	}
	options.Log = cmp.Or(options.Log, slog.Default())
	if options.RequestID == nil {
		options.RequestID = func(context.Context) string { return "" }
	}
	if options.Address == nil {
		options.Address = func(*fiber.Ctx) string { return "" }
	}
	if options.SetActor == nil {
		options.SetActor = func(context.Context, account.Actor) {}
	}
	if options.Rehearse == nil {
		options.Rehearse = func(context.Context, func(context.Context) error) error { return nil }
	}
	return &Site{Options: options, public: public, secure: public.Scheme == "https"}, nil
}

// Mount adds the pages to app.
func (s *Site) Mount(app *fiber.App) {
	get := func(path string, h handler) { app.Get(path, s.serve(h)) }
	post := func(path string, h handler) { app.Post(path, s.serve(s.again(s.guarded(ownForm(h))))) }
	enter := func(path string, h handler) { app.Post(path, s.serve(s.guarded(ownForm(h)))) } // with a password, or a token
	anyway := func(path string, h handler) { app.Post(path, s.serve(s.guarded(h))) }         // for whichever organisation

	app.Get("/static/:name", s.staticFile)

	get("/robots.txt", s.tellRobots)
	get("/", s.showHome)
	get("/san-pham", s.showSearch)
	get("/san-pham/:id", s.showProduct)
	get("/htx", s.showDirectory)
	get("/htx/:id", s.showOrganization)
	get("/htx/:id/tai-lieu", s.living(s.showDocuments))
	post("/htx/:id/tai-lieu", s.addDocument)
	get("/truy-xuat/:id", s.showTrace)
	get("/truy-xuat/:id"+codeFile, s.showCode)
	get("/truy-xuat/:id/:code", s.showTrace)
	get("/truy-xuat/:id/:code"+codeFile, s.showCode)
	get("/01/:gtin", s.followLink)
	get("/01/:gtin/10/:code", s.followLink)
	get("/thong-ke", s.showMetrics)

	get("/dang-nhap", s.askSignIn)
	enter("/dang-nhap", s.signIn)
	get("/dang-ky", s.askRegistration)
	enter("/dang-ky", s.register)
	anyway("/dang-xuat", s.signOut)

	get("/tai-khoan", s.showWorkspace)
	get("/tai-khoan/ho-so", s.showProfile)
	post("/tai-khoan/ho-so", s.changeProfile)
	anyway("/tai-khoan/to-chuc", s.switchOrganization)
	get(dossierPath, s.showDossier)
	post(dossierPath, s.saveDossier)
	for _, base := range []string{afterSignIn, officePath + "/:id"} {
		get(base+affiliatesPart, s.living(s.showAffiliates))
		post(base+affiliatesPart, s.proposeAffiliate)
		post(base+affiliatesPart+"/roi", s.leaveAffiliate)
		post(base+affiliatesPart+"/:affiliation", s.answerAffiliate)
		get(base+behalfPart, s.living(s.showBehalf))
		post(base+behalfPart, s.giveConsent)
		post(base+behalfPart+"/rut-lai", s.revokeConsent)
	}
	get("/tai-khoan/thanh-vien", s.showPeople)
	post("/tai-khoan/thanh-vien", s.invite)
	post("/tai-khoan/thanh-vien/:id", s.placeMember)
	post("/tai-khoan/loi-moi/:id", s.revokeInvite)
	get("/loi-moi/:token", s.showInvitation)
	enter("/loi-moi/:token", s.acceptInvitation)
	get("/tai-khoan/tim-kiem", s.showSaved)
	post("/tai-khoan/tim-kiem", s.saveSearch)
	post("/tai-khoan/tim-kiem/:id", s.changeSaved)
	get(goodsPath, s.showGoods)
	get(goodsPath+"/moi", s.askGoods)
	post(goodsPath+"/moi", s.addGoods)
	get(goodsPath+"/:id", s.showEditor)
	post(goodsPath+"/:id", s.saveGoods)
	post(goodsPath+"/:id/trang-thai", s.moveGoods)
	get(officeGoodsPath, s.showOfficeGoods)
	get("/tai-khoan/san-pham/:id/cong-suat", s.showCapacity)
	post("/tai-khoan/san-pham/:id/cong-suat", s.setCapacity)
	get("/tai-khoan/san-pham/:id/anh", s.showPhotos)
	post("/tai-khoan/san-pham/:id/anh", s.addPhoto)
	post("/tai-khoan/san-pham/:id/anh/:photo", s.changePhoto)
	get("/tai-khoan/san-pham/:id/lo-hang", s.showLots)
	post("/tai-khoan/san-pham/:id/lo-hang", s.changeLots)
	get("/tai-khoan/san-pham/:id/lo-hang/:code/nhan.pdf", s.printLabels)
	get(documentsPath, s.showDocuments)
	post(documentsPath, s.addDocument)
	get("/tai-khoan/chung-nhan/:id/tai-lieu", s.showCertificateDocuments)
	post("/tai-khoan/chung-nhan/:id/tai-lieu", s.addCertificateDocument)
	get("/tai-lieu/:id", s.openDocument)
	post("/tai-lieu/:id", s.removeDocument)
	get("/tai-khoan/san-pham/:id/chung-nhan", s.showCertificates)
	post("/tai-khoan/san-pham/:id/chung-nhan", s.reportCertificate)
	get("/tai-khoan/bao-cao", s.showReports)
	get("/tai-khoan/bao-cao/:year", s.showReport)
	post("/tai-khoan/bao-cao/:year", s.saveReport)
	get("/can-bo/bao-cao", s.showReportOverview)
	get("/can-bo/bao-cao/:id/:year", s.living(s.showReview))
	post("/can-bo/bao-cao/:id/:year", s.review)
	get("/tai-khoan/xep-loai", s.showAssessment)
	post("/tai-khoan/xep-loai", s.assess)
	get("/can-bo/xep-loai", s.showWaitingRatings)
	get("/can-bo/xep-loai/:id/:year", s.living(s.showCountersign))
	post("/can-bo/xep-loai/:id/:year", s.countersign)
	get("/can-bo/so-bo", s.showRegistry)
	post("/can-bo/so-bo/cach-xem", s.keepView)
	post("/can-bo/so-bo/cach-xem/:id", s.changeView)
	get(officePath+"/moi", s.askOrganization)
	post(officePath+"/moi", s.addOrganization)
	get(officePath+"/:id/sua", s.living(s.showDossier))
	post(officePath+"/:id/sua", s.saveDossier)
	get(officePath+"/:id", s.living(s.showOffice))
	post(officePath+"/:id/:verb", s.moveOrganization)
	get(exportsPath+":file", s.sendExport)
	for _, base := range []string{importsPath, officeImportsPath} {
		get(base, s.showImports)
		get(base+"/lan/:id", s.showImport)
		post(base+"/lan/:id", s.confirmImport)
		get(base+"/lan/:id/loi.:format", s.sendImportErrors)
		get(base+"/:kind", s.askImport)
		post(base+"/:kind", s.checkImport)
		get(base+"/:kind/mau.:format", s.sendTemplate)
	}
	get(duplicatesPath, s.showDuplicates)
	get(duplicatesPath+"/:kept/:absorbed", s.showDuplicate)
	post(duplicatesPath+"/:kept/:absorbed", s.decideDuplicate)
	get("/can-bo/xac-minh", s.showQueue)
	post("/can-bo/xac-minh", s.decideInQueue)
	get("/can-bo/phu-luc", s.showAnnexes)
	post("/can-bo/phu-luc", s.uploadAnnex)
	get("/can-bo/phu-luc/:id", s.showAnnex)
	post("/can-bo/phu-luc/:id", s.settleAnnex)
	get(waitingPath, s.showWaiting)
	get("/thong-bao", s.showNotices)
	post("/thong-bao", s.readAllNotices)
	get("/thong-bao/:id", s.openNotice)
	get("/nhu-cau", s.showDemands)
	get("/nhu-cau/moi", s.askDemand)
	post("/nhu-cau/moi", s.postDemand)
	get("/nhu-cau/cho-ban", s.showChances)
	get("/nhu-cau/:id", s.showDemand)
	get("/nhu-cau/:id/ghep-noi", s.showMatches)
	get("/nhu-cau/:id/ke-hoach", s.showPlan)
	get("/nhu-cau/:id/ke-hoach.csv", s.planTable)
	get("/nhu-cau/:id/bao-gia", s.showQuotes)
	post("/nhu-cau/:id/bao-gia", s.sendQuote)
	get("/nhu-cau/:id/moi", s.showInvite)
	post("/nhu-cau/:id/moi", s.inviteSuppliers)
	post("/nhu-cau/:id/bo-moi", s.uninvite)
	post("/nhu-cau/:id/chon", s.award)
	post("/nhu-cau/:id/hop-dong", s.drawSeveral)
	post("/nhu-cau/:id/bao-gia-chung", s.proposeJoint)
	post("/nhu-cau/:id/:verb", s.moveDemand)
	post("/bao-gia/:id/:verb", s.answerQuote)
	get("/bao-gia-chung", s.showJoints)
	get("/bao-gia-chung/:id", s.showJoint)
	post("/bao-gia-chung/:id/:verb", s.moveJoint)
	get("/hop-dong", s.showContracts)
	get("/hop-dong/:id", s.showContract)
	post("/hop-dong/:id/giao-hang", s.deliver)
	post("/hop-dong/:id/thanh-toan", s.pay)
	post("/hop-dong/:id/nghiem-thu/:delivery", s.acceptDelivery)
	post("/hop-dong/:id/:event", s.moveContract)
}

// handler answers one kind of visit.
type handler func(v *visit) error

func (s *Site) serve(h handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v, err := s.visit(c)
		if err != nil {
			return err
		}
		return h(v)
	}
}

// living leads from a page of a record that was merged into another to that one's: what
// people were told before leads there still.
func (s *Site) living(h handler) handler {
	return func(v *visit) error {
		id := v.c.Params("id")
		if id == "" {
			return h(v)
		}
		o, err := s.Registry.Lookup(v.ctx, id)
		if err != nil || o.MergedInto == "" {
			return h(v) // which says what is wrong
		}
		return v.redirect(address(strings.Replace(v.c.Path(), id, o.MergedInto, 1), v.query))
	}
}

// pageHeaders are on every page. Scripts and styles come from the site alone,
// none stands in a page; nothing may frame it.
var pageHeaders = [][2]string{
	{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "strict-origin-when-cross-origin"},
	{fiber.HeaderCacheControl, "private, no-cache"},
}
