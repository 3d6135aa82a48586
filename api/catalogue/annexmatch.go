package catalogue

import (
	"context"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/search"
)

// RowConflicts are the reasons of conflicts, by code, for people.
var RowConflicts = map[string]fault.Text{
	"no_organization":       fault.T("Không có tổ chức này trong hệ thống. Hãy xem lại tên, ghi thêm mã số thuế, hoặc nhập tổ chức trước.", "No such organisation is recorded. Look at the name again, add the tax code, or enter the organisation first."),
	"several_organizations": fault.T("Có nhiều tổ chức trùng tên; hãy ghi thêm mã số thuế.", "Several organisations have this name; add the tax code."),
	"other_area":            fault.T("Tổ chức thuộc địa bàn khác; cán bộ ở đó xác nhận dòng này.", "The organisation belongs to another area; its officers verify this row."),
	"no_product":            fault.T("Tổ chức chưa có sản phẩm nào như vậy. Hãy nhập sản phẩm trước rồi tải phụ lục lên lại.", "The organisation has no such product. Enter the product first and upload the annex again."),
	"several_products":      fault.T("Có nhiều sản phẩm giống tên này; hãy chọn.", "Several products are alike; choose one."),
	"near_product":          fault.T("Chỉ có sản phẩm tên gần giống; hãy xác nhận.", "Only a product of a similar name exists; confirm it."),
	"bad_score":             fault.T("Điểm phải từ 50 đến 100; hãy sửa cột Điểm rồi tải lên lại.", "The score lies between 50 and 100; mend the column Score and upload again."),
	"stars_disagree":        fault.T("Điểm và số sao không khớp nhau (50 điểm: 3 sao, 70: 4, 90: 5); hãy sửa một trong hai rồi tải lên lại.", "Score and stars disagree (50 points: 3 stars, 70: 4, 90: 5); mend one of them and upload again."),
	"no_number":             fault.T("Thiếu số giấy chứng nhận; hãy điền rồi tải lên lại.", "The certificate number is missing; fill it in and upload again."),
	"number_taken":          fault.T("Số giấy chứng nhận này đã có trong hệ thống.", "This certificate number is recorded already."),
	"differs":               fault.T("Tổ chức đã khai số này với điểm hoặc ngày cấp khác.", "The organisation reported this number with another score or date."),
	declaredOtherwise:       fault.T("Tổ chức đã khai giấy số khác cho sản phẩm này, đang chờ duyệt. Chọn sản phẩm là xác nhận theo phụ lục.", "For this product the organisation has declared another number, which waits. Choose the product to hold to the annex."),
	"certified_otherwise":   fault.T("Sản phẩm đã có giấy chứng nhận số khác cấp cùng ngày.", "The product holds a certificate of another number of that day."),
	alreadyVerified:         fault.T("Giấy chứng nhận này đã được xác nhận; không cần làm gì thêm.", "This certificate has been verified; there is nothing left to do."),
	alreadyCertified:        fault.T("Sản phẩm đã có giấy chứng nhận mới hơn; không cần làm gì thêm.", "The product holds a later certificate; there is nothing left to do."),
	"repeated":              fault.T("Số giấy hoặc sản phẩm này lặp lại trong phụ lục.", "This number or product is repeated in the annex."),
}

// declaredOtherwise is the code of a row beside which another number waits.
const declaredOtherwise = "declared_otherwise"

// Codes of rows that leave nothing to do.
const (
	alreadyVerified  = "already_verified"
	alreadyCertified = "already_certified"
)

// means reports whether a product is one of those that the row may mean.
func (r *AnnexRow) means(productID string) bool {
	return slices.ContainsFunc(r.Candidates, func(c Candidate) bool { return c.ProductID == productID })
}

func (r *AnnexRow) conflict(code string) { r.State, r.Code = RowConflict, code }

// match finds what a row means: the organisation by tax code, else by name, and
// its product by name; letter case, marks and punctuation do not matter.
func (s *Service) match(ctx context.Context, actor account.Actor, annex *Annex, row *AnnexRow) error {
	organizations, err := s.registry.Named(ctx, row.TaxCode, row.Organization)
	if err != nil {
		return err
	}
	switch len(organizations) {
	case 0:
		row.conflict("no_organization")
		return nil
	case 1:
	default:
		row.conflict("several_organizations")
		return nil
	}
	organization := &organizations[0]
	if !actor.Oversees(organization.Areas) {
		row.conflict("other_area")
		return nil
	}
	exact, near, err := s.named(ctx, organization, row.Product)
	switch {
	case err != nil:
		return err
	case len(exact) == 1:
		return s.matchProduct(ctx, annex, row, &exact[0])
	case len(exact) > 1:
		row.conflict("several_products")
		near = exact
	case len(near) > 0:
		row.conflict("near_product")
	default:
		row.conflict("no_product")
	}
	for i := range near[:min(len(near), maxCandidates)] {
		row.Candidates = append(row.Candidates, Candidate{near[i].ID, near[i].Name})
	}
	return nil
}

// maxCandidates is how many products are suggested for a row.
const maxCandidates = 5

// named are an organisation's products of that name, and those of a similar one.
func (s *Service) named(ctx context.Context, o *registry.Organization, name string) (exact, near []Product, err error) {
	words := search.Words(name)
	wanted := strings.Join(words, " ")
	err = s.products.Each(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: o.ID}, Sort: []string{"-updatedAt"}}, func(p *Product) error {
		own := search.Words(p.Name)
		switch {
		case strings.Join(own, " ") == wanted:
			exact = append(exact, *p)
		case alike(own, words):
			near = append(near, *p)
		}
		return nil
	})
	return exact, near, err
}

// alike reports whether two names share at least 3 of 5 of their words.
func alike(a, b []string) bool {
	all := map[string]bool{}
	for _, word := range slices.Concat(a, b) {
		all[word] = true
	}
	shared := 0
	for word := range all {
		if slices.Contains(a, word) && slices.Contains(b, word) {
			shared++
		}
	}
	return len(all) > 0 && 5*shared >= 3*len(all)
}

// matchProduct checks the rest of a row whose product is known.
func (s *Service) matchProduct(ctx context.Context, annex *Annex, row *AnnexRow, product *Product) error {
	code, certificate, err := s.hindrance(ctx, annex, row, product)
	if err != nil {
		return err
	}
	declared, err := s.declared(ctx, row, product)
	if err != nil {
		return err
	}
	if row.Declared = nil; declared != nil {
		row.Declared = annex.contradicted(row, declared)
		if code == "" && declared.Number != row.Number && !row.Confirmed {
			code = declaredOtherwise
		}
	}
	row.ProductID, row.CertificateID, row.Candidates = product.ID, certificate, nil
	switch code {
	case "":
		row.State, row.Code = RowClean, ""
	case alreadyVerified, alreadyCertified:
		row.State, row.Code, row.Declared = RowVerified, code, nil
	default:
		row.conflict(code)
		row.ProductID, row.CertificateID, row.Candidates = "", "", []Candidate{{product.ID, product.Name}}
	}
	return nil
}

// declared is the certificate of a product that waits: that of the row's number, else the
// latest; nil for none.
func (s *Service) declared(ctx context.Context, row *AnnexRow, product *Product) (found *Certificate, err error) {
	err = s.certificates.Each(ctx, store.Query{Where: store.Eq{Field: "productId", Value: product.ID}, Sort: []string{"-issuedAt"}}, func(c *Certificate) error {
		if c.Status == CertificatePending && (found == nil || c.Number == row.Number) {
			found = c
		}
		return nil
	})
	return found, err
}

// contradicted is what was declared, nil where it says what the annex says.
func (a *Annex) contradicted(row *AnnexRow, c *Certificate) *Declared {
	if c.Number == row.Number && c.DecisionNumber == a.DecisionNumber && c.IssuedAt == a.IssuedAt && c.Score == row.Score {
		return nil
	}
	return &Declared{c.Number, c.DecisionNumber, c.IssuedAt, c.Score, c.Stars}
}

// hindrance is the code of what keeps a row from being verified for a product, ""
// for nothing; certificate is the one that was reported and waits, or that which leaves
// nothing to do.
func (s *Service) hindrance(ctx context.Context, annex *Annex, row *AnnexRow, product *Product) (code, certificate string, err error) {
	switch {
	case row.Number == "":
		return "no_number", "", nil
	case row.Score < 50_000 || row.Score > 100_000:
		return "bad_score", "", nil
	case row.Stars != 0 && row.Stars != StarsOf(row.Score):
		return "stars_disagree", "", nil
	case annex.repeats(row, product):
		return "repeated", "", nil
	}
	reported, err := s.certificates.First(ctx, store.Query{Where: store.Eq{Field: "number", Value: row.Number}})
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return "", "", err
	case reported.ProductID != product.ID || reported.Status != CertificatePending && reported.Status != CertificateVerified:
		return "number_taken", "", nil
	case reported.Score != row.Score || reported.IssuedAt != annex.IssuedAt:
		return "differs", "", nil
	case reported.Status == CertificateVerified:
		return alreadyVerified, reported.ID, nil
	default:
		certificate = reported.ID
	}
	held, err := s.certificates.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: product.ID}, Sort: []string{"-issuedAt"}, Limit: store.MaxLimit})
	if err != nil {
		return "", "", err
	}
	for i := range held.Items {
		switch c := &held.Items[i]; {
		case c.Status != CertificateVerified:
		case c.IssuedAt > annex.IssuedAt:
			return alreadyCertified, c.ID, nil
		case c.IssuedAt == annex.IssuedAt:
			return "certified_otherwise", "", nil
		}
	}
	return "", certificate, nil
}

// repeats reports whether another row, which is not left out, has the row's number or
// means the same product.
func (a *Annex) repeats(row *AnnexRow, product *Product) bool {
	return slices.ContainsFunc(a.Rows, func(other AnnexRow) bool {
		return other.Row != row.Row && other.State != RowSkipped &&
			(other.Number == row.Number || other.State != RowConflict && other.ProductID == product.ID)
	})
}
