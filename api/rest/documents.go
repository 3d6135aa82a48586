package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/catalogue"
	"lienket/api/media"
	"lienket/api/registry"
)

// Document is a scan that is attached to something.
type Document struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Type      media.Kind `json:"type" enum:"application/pdf,image/jpeg,image/png" doc:"As told by its content"`
	Size      int        `json:"size" doc:"Bytes"`
	URL       string     `json:"url" format:"uri-reference" doc:"Where it can be downloaded, by whoever may see it"`
	CreatedAt Instant    `json:"createdAt"`
}

func showDocument(d *registry.Document) Document {
	return Document{ID: d.ID, Name: d.Name, Type: d.Type, Size: d.Size, URL: Prefix + "/documents/" + d.ID + "/file", CreatedAt: Instant{d.CreatedAt}}
}

type newDocumentInput struct {
	ByID
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true" doc:"PDF, JPEG or PNG of at most 10 MB, told by its content"`
	}]
	prepared *registry.NewDocument
	added    bool
}

type documentsQuery struct {
	ByID
	Paging
}

// subjectOf finds what documents are attached to, for whoever may see them.
type subjectOf func(ctx context.Context, id string) (registry.Subject, error)

func (s *Server) documents(organizations *registry.Service, products *catalogue.Service) {
	at := s.resource("documents", "Scans attached to organisations and certificates, for members and their officers alone")

	attached := func(path, of string, subject subjectOf) {
		get(at, path, "The scans attached to "+of+", the latest first", func(ctx context.Context, in *documentsQuery) (*Reply[List[Document]], error) {
			found, err := subject(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			page, err := organizations.Documents(ctx, actor(ctx), found, in.Cursor, in.Limit)
			return listed(page, showDocument), err
		}, signedIn)
		create(at, path, "Attach a scan to "+of, func(ctx context.Context, in *newDocumentInput) (*Reply[Document], error) {
			d, err := organizations.AddDocument(ctx, in.prepared)
			if err != nil {
				return nil, err
			}
			in.added = true
			return created("/documents/"+d.ID, showDocument(d), d.Version), nil
		}, before(func(ctx context.Context, in *newDocumentInput) error {
			found, err := subject(ctx, in.ID)
			if err != nil {
				return err
			}
			file, err := sent(in.RawBody.Data().File)
			if err != nil {
				return err
			}
			in.prepared, err = organizations.PrepareDocument(ctx, actor(ctx), found, file)
			return err
		}), after(func(ctx context.Context, in *newDocumentInput, err error) {
			if in.prepared != nil && (err != nil || !in.added) {
				organizations.DropDocument(ctx, in.prepared)
			}
		}))
	}
	attached("/organizations/{id}/documents", "an organisation", func(ctx context.Context, id string) (registry.Subject, error) {
		return organizations.DocumentSubject(ctx, actor(ctx), id)
	})
	attached("/certificates/{id}/documents", "a certificate", func(ctx context.Context, id string) (registry.Subject, error) {
		subject, _, err := products.DocumentSubject(ctx, actor(ctx), id)
		return subject, err
	})
	get(at, "/documents/{id}", "One scan, without its content", func(ctx context.Context, in *ByID) (*Reply[Document], error) {
		d, err := organizations.Document(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return versioned(showDocument(d), d.Version), nil
	}, signedIn)
	download(at, "/documents/{id}/file", "The scan itself, to be saved", "application/pdf, image/jpeg, image/png, image/webp", func(ctx context.Context, in *ByID) (*File, error) {
		d, data, err := organizations.DocumentFile(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return &File{ContentType: string(d.Type), Name: d.Name, Data: data}, nil
	}, signedIn)
	remove(at, "/documents/{id}", "Remove a scan", func(ctx context.Context, in *ByID) error {
		_, err := organizations.RemoveDocument(ctx, actor(ctx), in.ID)
		return err
	})
}
