package web_test

import (
	"image/png"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

// scanned is the path of the address that a lot's QR code holds, as a telephone
// reads it.
func (s *stage) scanned(productID, lot string) string {
	s.t.Helper()
	answered, err := http.Get(s.URL + "/api/v1/products/" + productID + "/lots/" + lot + "/qr.png")
	require.NoError(s.t, err)
	defer answered.Body.Close()
	drawn, err := png.Decode(answered.Body)
	require.NoError(s.t, err)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
	require.NoError(s.t, err)
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	require.NoError(s.t, err)
	address, err := url.Parse(read.GetText())
	require.NoError(s.t, err)
	require.Equal(s.t, "http", address.Scheme)
	return address.Path
}

// TestAVisitorScansTheCodeOfALot with a telephone: what is on the screen is where
// it comes from, the certificate of then and the chain.
func TestAVisitorScansTheCodeOfALot(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.open(s.scanned(s.product.ID, "L1"))
	b.shoot("scanned-360")
	main := value(b, chromedp.Text("main"))
	for _, part := range []string{"Miến dong Tài Hoan sợi nhỏ", "Lô L1", "4 sao OCOP", "Phường Đức Xuân", "Thành phố Bắc Kạn", "OCOP-19-0001", "Sản xuất", "Chứng nhận", "Liên kết tiêu thụ"} {
		require.Contains(t, main, part)
	}
	b.run(chromedp.Click(`.lead a.button`), chromedp.WaitVisible("#capacity"))
	require.Empty(t, b.complaints)
}
