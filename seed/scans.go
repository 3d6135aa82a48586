package seed

import (
	"bytes"
	"context"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansregular"

	"lienket/api/account"
	"lienket/api/media"
)

// scan is a paper as it is attached to an organisation.
type scan struct {
	of    *org
	title string
	lines []string
	day   int
	// officer says that the officer attaches it.
	officer bool
}

// planScans attaches papers to the demo account's cooperative and to two of those that
// wait for an officer.
func (p *province) planScans() {
	demo := p.makers[0]
	cooperative, firm := p.waiting("cho-duyet-htx1@demo.lienket.vn"), p.waiting("cho-duyet-dn1@demo.lienket.vn")
	const certificate, charter, minutes = "Giấy chứng nhận đăng ký", "Điều lệ hợp tác xã", "Biên bản đại hội thành viên"
	for _, s := range []scan{
		{of: demo, title: certificate, lines: registered(demo), day: demo.joined + 2},
		{of: demo, title: charter, lines: []string{demo.Name, "Điều 1. Hợp tác xã hoạt động theo nguyên tắc tự nguyện.", "Điều 2. Mỗi thành viên có một phiếu."}, day: demo.joined + 2},
		{of: demo, title: minutes, lines: []string{demo.Name, "Thông qua kết quả năm trước và kế hoạch năm nay."}, day: -18, officer: true},
		{of: cooperative, title: certificate, lines: registered(cooperative), day: cooperative.joined},
		{of: firm, title: certificate, lines: registered(firm), day: firm.joined},
	} {
		p.attach(s)
	}
}

func (p *province) waiting(email string) *org {
	for _, o := range p.orgs {
		if o.email == email {
			return o
		}
	}
	panic("seed: nobody waits as " + email)
}

func registered(o *org) []string {
	return []string{o.Name, "Số: " + o.RegistrationNumber, "Ngày cấp: " + o.RegistrationDate.In("vi"), "Người đại diện: " + o.director, "Địa chỉ: " + o.Address}
}

// attach stores the file, which is not done within a Tx.
func (p *province) attach(s scan) {
	at := p.at(s.day, 11, 0)
	p.script.addAlone(at, "scan of "+s.of.Name, func(ctx context.Context) error {
		by := s.of.actor()
		if s.officer {
			by = *p.officer
		}
		return p.file(ctx, by, s, at)
	})
}

func (p *province) file(ctx context.Context, by account.Actor, s scan, at time.Time) error {
	data, err := s.print(at)
	if err != nil {
		return err
	}
	subject, err := p.Registry.DocumentSubject(ctx, by, s.of.id)
	if err != nil {
		return err
	}
	prepared, err := p.Registry.PrepareDocument(ctx, by, subject, media.Upload{Name: s.title + ".pdf", Data: data})
	if err != nil {
		return err
	}
	if _, err := p.Registry.AddDocument(ctx, prepared); err != nil {
		p.Registry.DropDocument(ctx, prepared)
		return err
	}
	return nil
}

// print sets the paper on half a sheet, with a note that it is an example.
func (s *scan) print(made time.Time) ([]byte, error) {
	pdf := fpdf.New("P", "mm", "A5", "")
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetCatalogSort(true)
	pdf.SetTitle(s.title, true)
	pdf.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	pdf.AddPage()
	pdf.Rect(8, 8, 132, 194, "D")
	pdf.SetFont("sans", "", 9)
	pdf.SetTextColor(170, 30, 30)
	pdf.MultiCell(0, 6, "BẢN MẪU ĐỂ TRÌNH DIỄN, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", "", "C", false)
	pdf.SetTextColor(0, 0, 0)
	pdf.SetFont("sans", "", 16)
	pdf.MultiCell(0, 22, s.title, "", "C", false)
	pdf.SetFont("sans", "", 11)
	for _, line := range s.lines {
		pdf.MultiCell(0, 8, line, "", "L", false)
	}
	var out bytes.Buffer
	err := pdf.Output(&out)
	return out.Bytes(), err
}
