package seed

import (
	"context"
	"strings"

	"lienket/api/registry"
)

// planDuplicates makes what officers find in a register: a cooperative that was
// registered once more, a firm's branch that registered as a firm, two cooperatives of
// one commune with nearly one name, and two more that were found to be two.
func (p *province) planDuplicates() {
	again := p.makers[0]
	p.newcomer(&org{director: "Hoàng Văn Sơn", email: "cho-duyet-htx1@demo.lienket.vn", joined: -4, NewOrganization: registry.NewOrganization{
		Kind: registry.Cooperative, Name: "Hợp tác xã " + strings.TrimPrefix(again.Name, "HTX "), AreaCode: again.AreaCode, Address: again.Address,
		Phone: again.Phone, TaxCode: p.tax.take(p.areas.Path(again.AreaCode)), About: "Làm miến dong và dong riềng củ."}})
	for _, firm := range p.buyers {
		if firm.AreaCode == "01840" {
			p.newcomer(&org{director: "Lường Thị Duyên", email: "cho-duyet-cn1@demo.lienket.vn", joined: -3, NewOrganization: registry.NewOrganization{
				Kind: registry.Enterprise, Name: "Chi nhánh Chợ Mới - " + firm.Name, AreaCode: "02086", Address: "Xã Chợ Mới, tỉnh Thái Nguyên",
				Phone: firm.Phone, TaxCode: firm.TaxCode + "-001", About: "Điểm thu mua nghệ và sa nhân của công ty."}})
		}
	}
	p.liken("HTX Vận tải ", "HTX Vận tải Đường Xa", "HTX Vận tải Đường Xanh")
	one, other := p.liken("HTX Chăn nuôi ", "HTX Chăn nuôi Khe Vàng", "HTX Khe Vàng chăn nuôi")
	p.script.add(p.at(-20, 9, 0), "two cooperatives, not one", func(ctx context.Context) error {
		_, err := p.Registry.Distinguish(ctx, *p.officer, one.id, other.id, "Hai hợp tác xã khác nhau: khác mã số thuế và người đại diện.")
		return err
	})
}

// newcomer has registered and waits for an officer.
func (p *province) newcomer(o *org) {
	o.Legal = p.dossier(newDice(13), o, len(p.orgs))
	p.orgs = append(p.orgs, o)
	p.register(o)
}

// liken names the first two idle cooperatives of a trade and brings the second into the
// commune of the first.
func (p *province) liken(trade, name, nearly string) (one, other *org) {
	for _, o := range p.orgs {
		switch {
		case o.Kind != registry.Cooperative || len(o.goods) > 0 || !strings.HasPrefix(o.Name, trade):
		case one == nil:
			one = o
			o.Name = p.free(name)
		default:
			o.Name, o.AreaCode, o.Address = p.free(nearly), one.AreaCode, one.Address
			return one, o
		}
	}
	panic("seed: too few cooperatives of " + trade)
}
