package rest

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
)

// Annex is the list of products that a decision recognises, matched row by row.
type Annex struct {
	ID              string       `json:"id"`
	DecisionNumber  string       `json:"decisionNumber"`
	Issuer          string       `json:"issuer"`
	IssuedAt        measure.Date `json:"issuedAt" format:"date"`
	CriteriaVersion string       `json:"criteriaVersion" enum:"qd-148-2023,qd-1048-2019"`
	Clean           int          `json:"clean" doc:"How many rows the next apply verifies"`
	Conflicts       int          `json:"conflicts"`
	AlreadyVerified int          `json:"alreadyVerified" doc:"How many rows leave nothing to do: their products are certified already"`
	Rows            []AnnexRow   `json:"rows"`
	Version         int64        `json:"version"`
	CreatedAt       Instant      `json:"createdAt"`
}

// AnnexRow is one row of it.
type AnnexRow struct {
	Row           int                   `json:"row" doc:"In the file, whose header is row 1"`
	Organization  string                `json:"organization"`
	TaxCode       string                `json:"taxCode,omitempty"`
	ProductName   string                `json:"productName"`
	Score         Decimal               `json:"score"`
	Stars         int                   `json:"stars,omitempty" doc:"As the file says"`
	Number        string                `json:"number"`
	State         catalogue.RowState    `json:"state" enum:"clean,conflict,applied,skipped,already_verified"`
	Code          string                `json:"code,omitempty" doc:"The reason of a conflict, or why nothing is left to do"`
	Reason        string                `json:"reason,omitempty"`
	ProductID     string                `json:"productId,omitempty"`
	CertificateID string                `json:"certificateId,omitempty"`
	Candidates    []catalogue.Candidate `json:"candidates,omitempty" doc:"Products that the row may mean"`
	Declared      *AnnexDeclared        `json:"declared,omitempty" doc:"The certificate that waits for the product, where it says otherwise than the annex"`
}

// AnnexDeclared is what an organisation has declared of a certificate.
type AnnexDeclared struct {
	Number         string       `json:"number"`
	DecisionNumber string       `json:"decisionNumber"`
	IssuedAt       measure.Date `json:"issuedAt" format:"date"`
	Score          Decimal      `json:"score"`
	Stars          int          `json:"stars"`
}

func showAnnex(a *catalogue.Annex, lang string) Annex {
	shown := Annex{ID: a.ID, DecisionNumber: a.DecisionNumber, Issuer: a.Issuer, IssuedAt: a.IssuedAt, CriteriaVersion: a.CriteriaVersion,
		Clean: a.Count(catalogue.RowClean), Conflicts: a.Count(catalogue.RowConflict),
		AlreadyVerified: a.Count(catalogue.RowVerified), Rows: make([]AnnexRow, len(a.Rows)),
		Version: a.Version, CreatedAt: Instant{a.CreatedAt}}
	for i, r := range a.Rows {
		shown.Rows[i] = AnnexRow{Row: r.Row, Organization: r.Organization, TaxCode: r.TaxCode, ProductName: r.Product, Score: decimal(r.Score),
			Stars: r.Stars, Number: r.Number, State: r.State, Code: r.Code, Reason: catalogue.RowConflicts[r.Code].In(lang),
			ProductID: r.ProductID, CertificateID: r.CertificateID, Candidates: r.Candidates}
		if d := r.Declared; d != nil {
			shown.Rows[i].Declared = &AnnexDeclared{d.Number, d.DecisionNumber, d.IssuedAt, decimal(d.Score), d.Stars}
		}
	}
	return shown
}

type annexInput struct {
	RawBody huma.MultipartFormFiles[struct {
		File            huma.FormFile `form:"file" required:"true" doc:"XLSX or CSV with the columns organization or taxCode, productName, score, stars, number, or their Vietnamese labels"`
		DecisionNumber  string        `form:"decisionNumber"`
		Issuer          string        `form:"issuer"`
		IssuedAt        string        `form:"issuedAt"`
		CriteriaVersion string        `form:"criteriaVersion"`
	}]
	rows []catalogue.AnnexRow
}

// RowOf is a row in the path, embedded beside ByID.
type RowOf struct {
	Row int `path:"row" minimum:"2" maximum:"10000"`
}

type resolveInput struct {
	ByID
	RowOf
	Body struct {
		ProductID string `json:"productId,omitempty" maxLength:"64" doc:"The product that the row means"`
		Skip      bool   `json:"skip,omitempty" doc:"Leave the row out"`
	}
}

func (s *Server) annexes(products *catalogue.Service) {
	at := s.resource("annexes", "Decisions that recognise many products, verified in bulk")
	one := func(ctx context.Context, a *catalogue.Annex, err error) (*Reply[Annex], error) {
		if err != nil {
			return nil, err
		}
		return versioned(showAnnex(a, Language(ctx)), a.Version), nil
	}

	create(at, "/certificates/annex", "Match the annex of a decision; nothing is verified yet", func(ctx context.Context, in *annexInput) (*Reply[Annex], error) {
		form := in.RawBody.Data()
		a, err := products.UploadAnnex(ctx, actor(ctx), catalogue.NewAnnex{DecisionNumber: form.DecisionNumber, Issuer: form.Issuer,
			IssuedAt: measure.Date(form.IssuedAt), CriteriaVersion: form.CriteriaVersion, Rows: in.rows})
		if err != nil {
			return nil, err
		}
		return created("/annexes/"+a.ID, showAnnex(a, Language(ctx)), a.Version), nil
	}, before(func(_ context.Context, in *annexInput) error {
		file := in.RawBody.Data().File
		if !file.IsSet {
			return fault.Invalid("file", "required", fault.Required)
		}
		data, err := io.ReadAll(io.LimitReader(file, catalogue.MaxAnnexBytes+1))
		if err != nil {
			return fault.Invalid("file", "required", fault.Required).Wrap(err)
		}
		in.rows, err = catalogue.ReadAnnex(data)
		return err
	}))
	get(at, "/annexes", "The annexes of an officer's area, the latest first", func(ctx context.Context, in *Paging) (*Reply[List[Annex]], error) {
		page, err := products.Annexes(ctx, actor(ctx), in.Cursor, in.Limit)
		return listed(page, func(a *catalogue.Annex) Annex { return showAnnex(a, Language(ctx)) }), err
	}, signedIn)
	get(at, "/annexes/{id}", "One annex, row by row", func(ctx context.Context, in *ByID) (*Reply[Annex], error) {
		a, err := products.Annex(ctx, actor(ctx), in.ID)
		return one(ctx, a, err)
	}, signedIn)
	post(at, "/annexes/{id}/apply", "Verify all clean rows at once; 409 names the rows that have got into conflict meanwhile, and the next apply verifies the others", func(ctx context.Context, in *ByID) (*Reply[Annex], error) {
		a, err := products.ApplyAnnex(ctx, actor(ctx), in.ID, ifMatch(ctx))
		return one(ctx, a, err)
	}, before(func(ctx context.Context, in *ByID) error { // what it finds stays, also where a key undoes the rest
		return products.JudgeAnnex(ctx, actor(ctx), in.ID, ifMatch(ctx))
	}))
	post(at, "/annexes/{id}/rows/{row}/resolve", "Say which product a row means, or skip it", func(ctx context.Context, in *resolveInput) (*Reply[Annex], error) {
		if in.Body.Skip == (in.Body.ProductID != "") {
			return nil, fault.Invalid("productId", "required", textResolve)
		}
		a, err := products.ResolveRow(ctx, actor(ctx), in.ID, in.Row, in.Body.ProductID, ifMatch(ctx))
		return one(ctx, a, err)
	})
}

var textResolve = fault.T("Chọn một sản phẩm, hoặc bỏ qua dòng này.", "Choose a product, or skip the row.")
