package rest

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/media"
)

// Photo is a picture of a product. URLs are paths below the site's root; they
// never change what they show.
type Photo struct {
	ID     string        `json:"id"`
	URL    string        `json:"url" format:"uri-reference" doc:"The largest, a JPEG"`
	Width  int           `json:"width"`
	Height int           `json:"height"`
	Srcset []PhotoSource `json:"srcset" doc:"All sizes, the narrowest first"`
	Alt    string        `json:"alt" doc:"What it shows, for who can't see it"`
}

// PhotoSource is one size of a photo.
type PhotoSource struct {
	URL    string `json:"url" format:"uri-reference"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

func showPhoto(productID string, p *catalogue.Photo) Photo {
	shown := Photo{ID: p.ID, Alt: p.Alt, Srcset: make([]PhotoSource, len(p.Sizes))}
	for i, size := range p.Sizes {
		shown.Srcset[i] = PhotoSource{catalogue.PhotoPath(productID, p.ID, size), size.Width, size.Height}
		shown.URL, shown.Width, shown.Height = shown.Srcset[i].URL, size.Width, size.Height
	}
	return shown
}

func showPhotos(p *catalogue.Product) []Photo {
	shown := make([]Photo, len(p.Photos))
	for i := range p.Photos {
		shown[i] = showPhoto(p.ID, &p.Photos[i])
	}
	return shown
}

type newPhotoInput struct {
	ByID
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true" doc:"JPEG, PNG or WebP of at most 10 MB and 52 megapixels. It is turned upright, freed of metadata and made in widths of 320, 800 and 1600 pixels, as far as it is that wide"`
		Alt  string        `form:"alt" required:"false" doc:"What it shows, at most 200 characters"`
	}]
	prepared *catalogue.NewPhoto
	added    bool
}

// PhotoOf is a product's photo in the path, embedded beside ByID.
type PhotoOf struct {
	PhotoID string `path:"photoId" minLength:"1" maxLength:"64"`
}

type photoInput struct {
	ByID
	PhotoOf
}

type photoChange struct {
	ByID
	PhotoOf
	Body struct {
		Position *int    `json:"position,omitempty" minimum:"0" maximum:"9" doc:"0 makes it the cover"`
		Alt      *string `json:"alt,omitempty" maxLength:"200"`
	}
}

// sent is the file of a form, with what its sender says of it.
func sent(file huma.FormFile) (media.Upload, error) {
	missing := fault.Invalid("file", "required", fault.Required)
	if !file.IsSet {
		return media.Upload{}, missing
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, media.MaxBytes+1))
	if err != nil {
		return media.Upload{}, missing.Wrap(err)
	}
	return media.Upload{Name: file.Filename, Type: file.ContentType, Data: data}, nil
}

func (s *Server) photos(products *catalogue.Service) {
	at := s.resource("photos", "Pictures of products, the first is the cover")
	list := func(p *catalogue.Product) *Reply[List[Photo]] {
		return versioned(List[Photo]{Items: showPhotos(p)}, p.Version)
	}

	get(at, "/products/{id}/photos", "A product's photos, in their order; the ETag is the product's", func(ctx context.Context, in *ByID) (*Reply[List[Photo]], error) {
		p, err := products.Product(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return list(p), nil
	})
	create(at, "/products/{id}/photos", "Add a photo behind the others", func(ctx context.Context, in *newPhotoInput) (*Reply[Photo], error) {
		p, err := products.AddPhoto(ctx, actor(ctx), in.prepared, ifMatch(ctx))
		if err != nil {
			return nil, err
		}
		in.added = true
		return created("/products/"+p.ID+"/photos", showPhoto(p.ID, &p.Photos[len(p.Photos)-1]), p.Version), nil
	}, before(func(ctx context.Context, in *newPhotoInput) error {
		form := in.RawBody.Data()
		file, err := sent(form.File)
		if err != nil {
			return err
		}
		in.prepared, err = products.PreparePhoto(ctx, actor(ctx), in.ID, file, form.Alt)
		return err
	}), after(func(ctx context.Context, in *newPhotoInput, err error) {
		if in.prepared != nil && (err != nil || !in.added) {
			products.DropPhoto(ctx, in.prepared)
		}
	}))
	patch(at, "/products/{id}/photos/{photoId}", "Move or describe a photo", func(ctx context.Context, in *photoChange) (*Reply[List[Photo]], error) {
		p, err := products.ChangePhoto(ctx, actor(ctx), in.ID, in.PhotoID, ifMatch(ctx), catalogue.PhotoChange{Position: in.Body.Position, Alt: in.Body.Alt})
		if err != nil {
			return nil, err
		}
		return list(p), nil
	})
	remove(at, "/products/{id}/photos/{photoId}", "Remove a photo and its files", func(ctx context.Context, in *photoInput) error {
		_, err := products.RemovePhoto(ctx, actor(ctx), in.ID, in.PhotoID, ifMatch(ctx))
		return err
	})

	// What a photo's address shows never changes: caches keep it for ever.
	s.app.Get("/media/photos/:product/:file", func(c *fiber.Ctx) error {
		data, err := products.PhotoFile(c.UserContext(), c.Params("product"), c.Params("file"))
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		c.Set(fiber.HeaderContentType, string(media.JPEG))
		c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'")
		c.Set("Cross-Origin-Resource-Policy", "cross-origin") // for who shows products by the API
		c.Status(http.StatusOK)
		c.Response().SetBodyRaw(data)
		return nil
	})
}
