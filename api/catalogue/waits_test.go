package catalogue_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/store"
)

// TestCertificatesThatWereFollowedHideNone: hundreds that were refused and made good, or
// renewed, keep none from the list that still waits for its holder.
func TestCertificatesThatWereFollowedHideNone(t *testing.T) {
	a, ctx := apptest.New(t), t.Context()
	seller := a.Verified("cooperative", "HTX Một", "01840")
	good, bad := seller.Offer("Miến dong", nil), seller.Offer("Chè Shan", nil)
	seller.Certify(good, "OCOP-1", "2026-11-20", 75)
	report := func(number string) string {
		return seller.Post("/products/"+bad+"/certificates", object{"number": number, "decisionNumber": "12/QĐ-UBND", "issuer": "UBND tỉnh",
			"issuedAt": "2024-02-05", "criteriaVersion": "qd-148-2023", "score": 75}).Want(http.StatusCreated).ID()
	}
	sought := report("OCOP-2")
	certificates, err := store.Open[catalogue.Certificate](ctx, a.DB, catalogue.CertificateSchema, a.Clock.Now)
	require.NoError(t, err)
	for _, status := range []catalogue.CertificateStatus{catalogue.CertificateRejected, catalogue.CertificateVerified} {
		like, err := certificates.Update(ctx, sought, func(c *catalogue.Certificate) error { c.Status = status; return nil })
		require.NoError(t, err)
		for i, expires := range []measure.Date{"2027-01-01", "2027-02-08"} { // before it and after
			for n := range 101 {
				other := *like
				other.Meta = store.Meta{}
				other.Number, other.ProductID, other.ExpiresAt = fmt.Sprintf("%s-%d-%d", status, i, n), good, expires
				require.NoError(t, certificates.Insert(ctx, &other))
			}
		}
		waits, err := a.Catalogue.Waiting(ctx, seller.Actor())
		require.NoError(t, err)
		list := map[catalogue.CertificateStatus][]catalogue.OwnCertificate{
			catalogue.CertificateRejected: waits.Refused, catalogue.CertificateVerified: waits.Expiring}[status]
		require.Len(t, list, 1, status)
		require.Equal(t, sought, list[0].Certificate.ID)
		require.Equal(t, bad, list[0].Product.ID)
	}
}
