package web

import (
	"io"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/media"
	"lienket/web/view"
)

// photos are a product's, as pages show them.
func (v *visit) photos(p *catalogue.Product) []view.Photo {
	shown := make([]view.Photo, len(p.Photos))
	for i := range p.Photos {
		shown[i] = photoModel(p, i)
	}
	return shown
}

func photoModel(p *catalogue.Product, at int) view.Photo {
	photo := &p.Photos[at]
	urls, widths := make([]string, len(photo.Sizes)), make([]int, len(photo.Sizes))
	for i, size := range photo.Sizes {
		urls[i], widths[i] = catalogue.PhotoPath(p.ID, photo.ID, size), size.Width
	}
	shown := view.Photo{URL: urls[len(urls)-1], Small: urls[0], Srcset: view.SrcsetOf(urls, widths), Alt: photo.Alt,
		Width: photo.Largest().Width, Height: photo.Largest().Height}
	if shown.Alt == "" {
		shown.Alt = p.Name
	}
	return shown
}

func productPhotosPath(productID string) string { return "/tai-khoan/san-pham/" + productID + "/anh" }

var photoFields = []formField{{"file", "photos.file"}, {"alt", "photos.alt"}}

// showPhotos lists a product's photos and asks for one more.
func (s *Site) showPhotos(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.photosPage(view.Form{})
}

// addPhoto takes one more.
func (s *Site) addPhoto(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id := v.c.Params("id")
	file, err := v.upload("file")
	if err == nil {
		var prepared *catalogue.NewPhoto
		if prepared, err = s.Catalogue.PreparePhoto(v.ctx, v.actor, id, file, v.c.FormValue("alt")); err == nil {
			if _, err = s.Catalogue.AddPhoto(v.ctx, v.actor, prepared, 0); err != nil {
				s.Catalogue.DropPhoto(v.ctx, prepared)
			}
		}
	}
	return v.photosChanged(err)
}

// changePhoto removes a photo, describes it or makes it the cover.
func (s *Site) changePhoto(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, photo := v.c.Params("id"), v.c.Params("photo")
	var err error
	switch v.c.FormValue("action") {
	case "remove":
		_, err = s.Catalogue.RemovePhoto(v.ctx, v.actor, id, photo, 0)
	case "cover":
		_, err = s.Catalogue.ChangePhoto(v.ctx, v.actor, id, photo, 0, catalogue.PhotoChange{Position: new(int)})
	default:
		alt := v.c.FormValue("alt")
		_, err = s.Catalogue.ChangePhoto(v.ctx, v.actor, id, photo, 0, catalogue.PhotoChange{Alt: &alt})
	}
	return v.photosChanged(err)
}

func (v *visit) photosChanged(err error) error {
	if err != nil {
		form, err := v.refused(err, photoFields)
		if err != nil {
			return err
		}
		return v.photosPage(form)
	}
	v.leaveNotice("saved")
	return v.redirect(localPath(v.c.FormValue("back"), productPhotosPath(v.c.Params("id"))))
}

func (v *visit) photosPage(form view.Form) error {
	product, err := v.manageableProduct(v.c.Params("id"))
	if err != nil {
		return err
	}
	page := v.page(v.T("photos.title"))
	page.NoIndex, page.Scripts = true, []string{"photos.js"}
	return v.render(view.Photos(page, v.photosModel(product, form)))
}

// photosModel fills PhotoSection. A page that it stands in sets Back, and
// "photos.js" among its scripts.
func (v *visit) photosModel(product *catalogue.Product, form view.Form) view.PhotosModel {
	form.CSRF = v.formToken()
	model := view.PhotosModel{Form: form, Product: view.Link{Label: product.Name, URL: "/san-pham/" + product.ID},
		Action: productPhotosPath(product.ID), Most: catalogue.MaxPhotos}
	for i, photo := range product.Photos {
		model.Held = append(model.Held, view.HeldPhoto{Photo: photoModel(product, i), ID: photo.ID, Cover: i == 0, Note: photo.Alt})
	}
	return model
}

// manageableProduct is a product that who visits may change.
func (v *visit) manageableProduct(id string) (*catalogue.Product, error) {
	product, err := v.site.Catalogue.Product(v.ctx, v.actor, id)
	if err != nil {
		return nil, err
	}
	_, err = v.site.Registry.Manageable(v.ctx, v.actor, product.OrganizationID)
	return product, err
}

// upload is the file of a form.
func (v *visit) upload(name string) (media.Upload, error) {
	missing := fault.Invalid(name, "required", fault.Required)
	header, err := v.c.FormFile(name)
	if err != nil || header.Filename == "" && header.Size == 0 {
		return media.Upload{}, missing.Wrap(err)
	}
	file, err := header.Open()
	if err != nil {
		return media.Upload{}, missing.Wrap(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, media.MaxBytes+1))
	if err != nil {
		return media.Upload{}, missing.Wrap(err)
	}
	return media.Upload{Name: header.Filename, Type: header.Header.Get("Content-Type"), Data: data}, nil
}
