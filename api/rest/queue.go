package rest

import (
	"context"
	"errors"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
)

// Waiting is something that waits for an officer's decision.
type Waiting struct {
	Kind         catalogue.WaitingKind `json:"kind" enum:"organization,certificate"`
	ID           string                `json:"id"`
	Since        Instant               `json:"since"`
	Organization Organization          `json:"organization" doc:"It itself, or the certificate's"`
	Product      *Product              `json:"product,omitempty" doc:"The certificate's"`
	Certificate  *Certificate          `json:"certificate,omitempty"`
}

func showWaiting(ctx context.Context, w *catalogue.Waiting, today measure.Date) Waiting {
	shown := Waiting{Kind: w.Kind, ID: w.ID, Since: Instant{w.Since}, Organization: showOrganization(ctx)(w.Organization)}
	if w.Certificate != nil {
		product, certificate := showProduct(w.Product, today), showCertificate(w.Certificate, Language(ctx))
		shown.Product, shown.Certificate = &product, &certificate
	}
	return shown
}

// QueueCounts is how much waits for an officer.
type QueueCounts struct {
	Organizations int64 `json:"organizations"`
	Certificates  int64 `json:"certificates"`
	Ratings       int64 `json:"ratings" doc:"Self-assessed, not countersigned"`
	Reports       int64 `json:"reports" doc:"Of last year, handed in and not accepted"`
}

type queueQuery struct {
	Paging
	Kind catalogue.WaitingKind `query:"kind" enum:"organization,certificate"`
	Area string                `query:"area" maxLength:"16" doc:"This area and all below it; by default all of the officer's"`
}

type queueCountsQuery struct {
	Area string `query:"area" maxLength:"16" doc:"This area and all below it; by default all of the officer's"`
}

type decideInput struct {
	Body struct {
		Decision string `json:"decision" enum:"approve,reject"`
		Note     string `json:"note,omitempty" maxLength:"2000" doc:"Needed for a rejection"`
		Items    []struct {
			Kind catalogue.WaitingKind `json:"kind" enum:"organization,certificate"`
			ID   string                `json:"id" minLength:"1" maxLength:"64"`
		} `json:"items" minItems:"1" maxItems:"100"`
	}
}

// Decided is the outcome of a decision on one of several things.
type Decided struct {
	Kind    catalogue.WaitingKind `json:"kind" enum:"organization,certificate"`
	ID      string                `json:"id"`
	Done    bool                  `json:"done"`
	Code    fault.Code            `json:"code,omitempty" doc:"Why not, as of a problem"`
	Message string                `json:"message,omitempty"`
}

func (s *Server) queue(products *catalogue.Service) {
	at := s.resource("verifications", "What waits for an officer's decision")

	get(at, "/verifications", "What waits in an officer's area, the oldest first", func(ctx context.Context, in *queueQuery) (*Reply[List[Waiting]], error) {
		page, err := products.Queue(ctx, actor(ctx), catalogue.QueueFilter{Kind: in.Kind, Area: in.Area, Cursor: in.Cursor, Limit: in.Limit})
		return listed(page, func(w *catalogue.Waiting) Waiting { return showWaiting(ctx, w, products.Today()) }), err
	}, signedIn)
	get(at, "/verifications/counts", "How much waits", func(ctx context.Context, in *queueCountsQuery) (*Reply[QueueCounts], error) {
		counts, err := products.CountQueue(ctx, actor(ctx), in.Area)
		return reply(QueueCounts{counts.Organizations, counts.Certificates, counts.Ratings, counts.Reports}), err
	}, signedIn)
	post(at, "/verifications", "Take one decision on several things; each stands for itself", func(ctx context.Context, in *decideInput) (*Reply[List[Decided]], error) {
		keys := make([]catalogue.QueueKey, len(in.Body.Items))
		for i, item := range in.Body.Items {
			keys[i] = catalogue.QueueKey{Kind: item.Kind, ID: item.ID}
		}
		outcomes, err := products.DecideAll(ctx, actor(ctx), in.Body.Decision, in.Body.Note, keys)
		if err != nil {
			return nil, err
		}
		items := make([]Decided, len(keys))
		for i, key := range keys {
			items[i] = Decided{Kind: key.Kind, ID: key.ID, Done: outcomes[i] == nil}
			var refusal *fault.Error
			if errors.As(outcomes[i], &refusal) {
				items[i].Code, items[i].Message = refusal.Code, refusal.Message.In(Language(ctx))
			}
		}
		return reply(List[Decided]{Items: items}), nil
	})
	post(at, "/certificates/{id}/verify/undo", "Take back one's own decision within 10 minutes", func(ctx context.Context, in *ByID) (*Reply[Certificate], error) {
		c, err := products.UndoCertificate(ctx, actor(ctx), in.ID, ifMatch(ctx))
		if err != nil {
			return nil, err
		}
		return versioned(showCertificate(c, Language(ctx)), c.Version), nil
	})
}
