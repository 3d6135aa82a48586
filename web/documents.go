package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"lienket/api/registry"
	"lienket/web/view"
)

var documentFields = []formField{{"file", "documents.file"}}

// documentsPath is of the scans of the organisation that one acts for; those of
// another, for its officers, are below its own page.
const documentsPath = "/tai-khoan/tai-lieu"

// showDocuments lists an organisation's scans and asks for one more.
func (s *Site) showDocuments(v *visit) error { return v.organizationDocuments(false) }

func (s *Site) addDocument(v *visit) error { return v.organizationDocuments(true) }

func (v *visit) organizationDocuments(adding bool) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, path := v.c.Params("id"), documentsPath
	if id == "" {
		id = v.actor.OrganizationID
	} else {
		path = "/htx/" + id + "/tai-lieu"
	}
	subject, err := v.site.Registry.DocumentSubject(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	organization, err := v.site.Registry.Organization(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	model := view.DocumentsModel{Of: organization.Name, Action: path, Crumbs: []view.Crumb{
		{Label: v.T("workspace.title"), URL: "/tai-khoan"}, {Label: organization.Name, URL: "/htx/" + id}, {Label: v.T("documents.title")}}}
	return v.documents(subject, model, adding)
}

// showCertificateDocuments does so for a certificate.
func (s *Site) showCertificateDocuments(v *visit) error { return v.certificateDocuments(false) }

func (s *Site) addCertificateDocument(v *visit) error { return v.certificateDocuments(true) }

func (v *visit) certificateDocuments(adding bool) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id := v.c.Params("id")
	subject, certificate, err := v.site.Catalogue.DocumentSubject(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	model := view.DocumentsModel{Of: v.T("documents.of_certificate", "Number", certificate.Number), Action: "/tai-khoan/chung-nhan/" + id + "/tai-lieu", Crumbs: []view.Crumb{
		{Label: v.T("workspace.title"), URL: "/tai-khoan"},
		{Label: v.T("certificate.page_title"), URL: "/tai-khoan/san-pham/" + certificate.ProductID + "/chung-nhan"}, {Label: v.T("documents.title")}}}
	return v.documents(subject, model, adding)
}

// documents lists a subject's scans, after having added one.
func (v *visit) documents(subject registry.Subject, model view.DocumentsModel, adding bool) error {
	if adding {
		err := v.attach(subject)
		if err == nil {
			v.leaveNotice("saved")
			return v.redirect(model.Action)
		}
		if model.Form, err = v.refused(err, documentFields); err != nil {
			return err
		}
	}
	var next string
	var err error
	if model.Held, next, err = v.heldDocuments(subject, v.query.Get("cursor")); err != nil {
		return err
	}
	model.Form.CSRF, model.Back, model.Pager = v.formToken(), model.Action, v.cursorPager(model.Action, next)
	page := v.page(v.T("documents.title"))
	page.NoIndex = true
	return v.render(view.Documents(page, model))
}

// heldDocuments are those of a subject, page by page.
func (v *visit) heldDocuments(subject registry.Subject, cursor string) (held []view.HeldDocument, next string, err error) {
	found, err := v.site.Registry.Documents(v.ctx, v.actor, subject, cursor, listPage)
	for _, d := range found.Items {
		held = append(held, view.HeldDocument{ID: d.ID, Name: d.Name, Size: v.fileSize(d.Size), Day: v.Day(d.CreatedAt.Time)})
	}
	return held, found.Next, err
}

func (v *visit) attach(subject registry.Subject) error {
	file, err := v.upload("file")
	if err != nil {
		return err
	}
	prepared, err := v.site.Registry.PrepareDocument(v.ctx, v.actor, subject, file)
	if err != nil {
		return err
	}
	if _, err = v.site.Registry.AddDocument(v.ctx, prepared); err != nil {
		v.site.Registry.DropDocument(v.ctx, prepared)
	}
	return err
}

// fileSize is like 312 KB or 4,2 MB.
func (v *visit) fileSize(bytes int) string {
	if bytes < 1000<<10 {
		return v.Int(int64(bytes+1023)>>10) + " KB"
	}
	return v.Tenths(bytes*10>>20) + " MB"
}

// openDocument answers a scan, to be saved and never shown in place.
func (s *Site) openDocument(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	document, data, err := s.Registry.DocumentFile(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	return v.file(string(document.Type), document.Name, data)
}

// removeDocument removes a scan.
func (s *Site) removeDocument(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if _, err := s.Registry.RemoveDocument(v.ctx, v.actor, v.c.Params("id")); err != nil {
		return err
	}
	v.leaveNotice("saved")
	return v.redirect(localPath(v.c.FormValue("back"), "/tai-khoan"))
}

// file answers a file to be saved, of whose reader alone it is.
func (v *visit) file(contentType, name string, data []byte) error {
	v.c.Set(fiber.HeaderContentType, contentType)
	v.c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(name))
	v.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	v.c.Set(fiber.HeaderCacheControl, "private, no-store")
	v.c.Set("X-Content-Type-Options", "nosniff")
	return v.c.Send(data)
}
