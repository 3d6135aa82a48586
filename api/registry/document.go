package registry

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/media"
	"lienket/api/store"
)

// MaxDocuments is how many scans may be attached to one thing.
const MaxDocuments = 50

// Document is a scan that is attached to an organisation or to a certificate. Its
// owner's members see it, the officers of its area and the admin; for everybody
// else it does not exist.
type Document struct {
	store.Meta     `json:",inline"`
	Subject        string     `json:"subject"` // the ID of what it is a scan of
	OrganizationID string     `json:"organizationId"`
	Areas          []string   `json:"areas"`
	Name           string     `json:"name"` // as it is saved, with its extension
	Type           media.Kind `json:"type"`
	Size           int        `json:"size"` // bytes
	By             string     `json:"by"`
}

var documentSchema = store.Schema{Name: "documents", Indexes: []store.Index{
	{Fields: []string{"subject", "-createdAt"}},
}}

// Subject is what documents are attached to, and whose it is.
type Subject struct {
	ID             string
	OrganizationID string
	Areas          []string
}

func (s Subject) open(actor account.Actor) error {
	if !actor.SignedIn() {
		return account.ErrUnauthenticated
	}
	if !actor.MemberOf(s.OrganizationID) && !actor.Oversees(s.Areas) {
		return fault.Missing(textDocuments)
	}
	return nil
}

// DocumentSubject is an organisation as what documents are attached to. Errors:
// Unauthenticated, NotFound for whoever may not see them, and StateForbids for a merged
// record, whose documents are the kept one's.
func (s *Service) DocumentSubject(ctx context.Context, actor account.Actor, organizationID string) (Subject, error) {
	if !actor.SignedIn() {
		return Subject{}, account.ErrUnauthenticated
	}
	organization, err := s.Lookup(ctx, organizationID)
	if err != nil {
		return Subject{}, err
	}
	subject := Subject{ID: organization.ID, OrganizationID: organization.ID, Areas: organization.Areas}
	if err := subject.open(actor); err != nil {
		return Subject{}, err
	}
	return subject, CheckManages(actor, organization)
}

const documentPrefix = "documents/"

// NewDocument is a document whose file is stored and that is not attached yet.
type NewDocument struct {
	document Document
	actor    account.Actor
}

// PrepareDocument checks a scan and stores its file. It is slow and belongs
// outside a Tx. AddDocument follows; where it does not, or fails, DropDocument
// clears the file away. Errors: those of media.CheckScan; StateForbids when the
// subject has all the documents it may have.
func (s *Service) PrepareDocument(ctx context.Context, actor account.Actor, subject Subject, upload media.Upload) (*NewDocument, error) {
	if err := subject.open(actor); err != nil {
		return nil, err
	}
	if err := s.roomForDocument(ctx, subject); err != nil {
		return nil, err
	}
	kind, err := media.CheckScan(ctx, upload)
	if err != nil {
		return nil, err
	}
	n := &NewDocument{actor: actor, document: Document{Subject: subject.ID, OrganizationID: subject.OrganizationID, Areas: subject.Areas,
		Name: documentName(upload.Name, kind), Type: kind, Size: len(upload.Data), By: actor.UserID}}
	n.document.ID = store.NewID()
	if err := s.media.Put(ctx, documentPrefix+n.document.ID, string(kind), upload.Data); err != nil {
		return nil, err
	}
	return n, nil
}

// documentName is the sender's name of a file, as far as it can be one, with the
// extension of what it is.
func documentName(sent string, kind media.Kind) string {
	sent = path.Base(strings.ReplaceAll(sent, `\`, "/"))
	sent = strings.TrimSuffix(sent, path.Ext(sent))
	var check fault.Check
	clean := check.Line("name", sent, 1, 100)
	if check.Err() != nil || strings.Trim(clean, ".") == "" {
		clean = "tai-lieu"
	}
	return clean + kind.Extension()
}

// DropDocument clears away the file of a document that was not added.
func (s *Service) DropDocument(ctx context.Context, n *NewDocument) {
	_ = s.media.Remove(ctx, documentPrefix+n.document.ID)
}

func (s *Service) roomForDocument(ctx context.Context, subject Subject) error {
	count, err := s.documents.Count(ctx, store.Eq{Field: "subject", Value: subject.ID})
	if err == nil && count >= MaxDocuments {
		text := textDocumentsFull.With(MaxDocuments)
		err = fault.New(fault.StateForbids, text).WithField("file", "too_many", text)
	}
	return err
}

// AddDocument attaches a prepared document.
func (s *Service) AddDocument(ctx context.Context, n *NewDocument) (*Document, error) {
	document := n.document
	subject := Subject{ID: document.Subject}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.roomForDocument(ctx, subject); err != nil {
			return err
		}
		owner, err := s.Lookup(ctx, document.OrganizationID)
		if err != nil {
			return err
		}
		if owner.Status == Merged { // since the file was sent
			return errMerged
		}
		if err := s.documents.Insert(ctx, &document); err != nil {
			return err
		}
		return s.ActOnBehalf(ctx, n.actor, document.OrganizationID, document.act("attach"))
	})
	if err != nil {
		return nil, err
	}
	return &document, nil
}

// act is what an officer does to a scan, of the organisation or of a certificate.
func (d *Document) act(verb string) Act {
	scope := "certificates."
	if d.Subject == d.OrganizationID {
		scope = "organization."
	}
	return Act{What: scope + verb, Subject: d.Name}
}

// Documents lists what is attached to a subject, the latest first.
func (s *Service) Documents(ctx context.Context, actor account.Actor, subject Subject, cursor string, limit int) (store.Page[Document], error) {
	if err := subject.open(actor); err != nil {
		return store.Page[Document]{}, err
	}
	return s.documents.Find(ctx, store.Query{Where: store.Eq{Field: "subject", Value: subject.ID}, Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit})
}

// Document is one, for whoever may see it; else NotFound.
func (s *Service) Document(ctx context.Context, actor account.Actor, id string) (*Document, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	document, err := s.documents.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textDocument)
	}
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", id, err)
	}
	if (Subject{OrganizationID: document.OrganizationID, Areas: document.Areas}).open(actor) != nil {
		return nil, fault.Missing(textDocument)
	}
	return document, nil
}

// DocumentFile is a document with its content.
func (s *Service) DocumentFile(ctx context.Context, actor account.Actor, id string) (*Document, []byte, error) {
	document, err := s.Document(ctx, actor, id)
	if err != nil {
		return nil, nil, err
	}
	data, err := s.media.Get(ctx, documentPrefix+id, media.MaxBytes)
	return document, data, err
}

// RemoveDocument removes a document; its file follows once that is committed.
func (s *Service) RemoveDocument(ctx context.Context, actor account.Actor, id string) (*Document, error) {
	document, err := s.Document(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.documents.Delete(ctx, id); err != nil {
			return err
		}
		return s.ActOnBehalf(ctx, actor, document.OrganizationID, document.act("detach"))
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textDocument)
	}
	if err != nil {
		return nil, err
	}
	store.AfterCommit(ctx, func() { _ = s.media.Remove(ctx, documentPrefix+id) })
	return document, nil
}

// orphanAge is how old a file must be before it counts as left behind.
const orphanAge = 24 * time.Hour

// SweepDocuments removes files that no document refers to, such as a crash leaves
// behind, and counts them.
func (s *Service) SweepDocuments(ctx context.Context) (int, error) {
	return s.media.Sweep(ctx, documentPrefix, s.clock().Add(-orphanAge), func(ctx context.Context, key string) (bool, error) {
		_, err := s.documents.Get(ctx, strings.TrimPrefix(key, documentPrefix))
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return true, err
	})
}
