package seed

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/promotion"
)

// occasion is a trade event; {nam} is its year.
type occasion struct {
	months int // from this one
	name   string
	kind   string
	area   string
	venue  string
	days   int
	about  string
}

var occasions = []occasion{
	{-22, "Hội chợ Xuân và sản phẩm OCOP {nam}", "fair", "19", "Quảng trường Võ Nguyên Giáp, thành phố Thái Nguyên cũ", 6, "Gian hàng chung của các hợp tác xã vùng cao, bán quà Tết và ký biên bản hợp tác với siêu thị."},
	{-20, "Hội nghị kết nối cung cầu nông sản vùng cao {nam}", "conference", "01840", "Nhà văn hóa phường Đức Xuân", 1, "Doanh nghiệp gặp trực tiếp hợp tác xã theo từng ngành hàng, có bàn đàm phán riêng."},
	{-19, "Tuần hàng miến dong và gạo nếp tại Hà Nội", "product-week", "01", "Trung tâm thương mại tại phường Hà Đông", 7, "Bán lẻ, nếm thử và giới thiệu vùng nguyên liệu."},
	{-17, "Phiên chợ trực tuyến bí xanh thơm hồ Ba Bể", "online", "01906", "Phát trực tiếp từ ruộng bí", 2, "Nhận đơn từ đại lý các tỉnh, gom hàng theo xe."},
	{-16, "Hội chợ Thương mại Du lịch vùng Việt Bắc {nam}", "fair", "19", "Trung tâm hội chợ tỉnh", 5, "Giới thiệu sản phẩm OCOP gắn với du lịch cộng đồng."},
	{-14, "Ngày hội hồng không hạt", "product-week", "01906", "Chợ trung tâm xã Ba Bể", 3, "Thi vườn đẹp, ký bao tiêu vụ mới với siêu thị."},
	{-13, "Hội nghị liên kết vùng nguyên liệu nghệ và dược liệu", "conference", "01843", "Hội trường phường Bắc Kạn", 1, "Nhà máy công bố nhu cầu, hợp tác xã đăng ký diện tích."},
	{-12, "Hội chợ Làng nghề và OCOP các tỉnh phía Bắc {nam}", "fair", "01", "Trung tâm triển lãm tại thành phố Hà Nội", 5, "Khu gian hàng chung 120 m²."},
	{-10, "Chợ Tết vùng cao {nam}", "fair", "01840", "Phố đi bộ phường Đức Xuân", 7, "Lạp sườn, rượu men lá, bánh gio và quà Tết."},
	{-9, "Tuần lễ quýt và đặc sản Bạch Thông tại Hải Phòng", "product-week", "31", "Siêu thị tại phường Lê Chân", 7, "Đưa quýt và đồ khô vào hệ thống cửa hàng tiện lợi."},
	{-8, "Hội nghị giao thương với doanh nghiệp Bắc Ninh", "conference", "24", "Trung tâm hội nghị tỉnh Bắc Ninh", 1, "Kết nối bếp ăn khu công nghiệp với vùng gạo, rau và thịt."},
	{-6, "Ngày hội chè Shan tuyết", "product-week", "01933", "Sân vận động xã Đồng Phúc", 3, "Hội thi sao chè, ký hợp đồng bao tiêu chè hữu cơ."},
	{-5, "Phiên chợ trực tuyến sản phẩm OCOP hè {nam}", "online", "19", "Các sàn thương mại điện tử", 3, "Ba mươi phiên phát trực tiếp từ cơ sở sản xuất."},
	{-4, "Tuần hàng bí xanh thơm tại Quảng Ninh", "product-week", "22", "Chợ trung tâm phường Bãi Cháy", 5, "Bán cho nhà hàng, khách sạn mùa du lịch."},
	{-3, "Hội nghị kết nối cung cầu và xúc tiến đầu tư chế biến {nam}", "conference", "19", "Trung tâm hội nghị tỉnh", 1, "Ký kết giữa liên hiệp hợp tác xã và các nhà phân phối."},
	{-2, "Hội chợ OCOP vùng Trung du miền núi phía Bắc {nam}", "fair", "19", "Quảng trường trung tâm tỉnh", 6, "Hai trăm gian hàng của mười bốn tỉnh."},
	{-1, "Tuần hàng nông sản vùng cao tại Thành phố Hồ Chí Minh", "product-week", "79", "Siêu thị tại phường Tân Bình", 7, "Đưa miến dong, chè và măng khô vào chuỗi cửa hàng phía Nam."},
	{1, "Hội nghị kết nối cung cầu hàng Tết", "conference", "01840", "Nhà văn hóa phường Đức Xuân", 1, "Chốt đơn hàng Tết giữa hợp tác xã và siêu thị."},
	{2, "Chợ Tết vùng cao {nam}", "fair", "01840", "Phố đi bộ phường Đức Xuân", 7, "Đăng ký gian hàng miễn phí cho hợp tác xã có sản phẩm OCOP."},
}

func (p *province) planEvents() {
	for _, o := range occasions {
		start := p.firstOf(p.month(o.months)) + p.dice.between(4, 22)
		announced := min(start-p.dice.between(20, 40), -6)
		p.hold(o, start, max(announced, p.first+1))
	}
}

// hold announces the event and has organisations join it: many for a fair, and
// cooperatives rather than enterprises.
func (p *province) hold(o occasion, start, announced int) {
	event := new(string)
	year, _ := p.monthOfDay(start).Split()
	n := promotion.NewTradeEvent{Name: strings.ReplaceAll(o.name, "{nam}", strconv.Itoa(year)), Kind: o.kind, AreaCode: o.area, Venue: o.venue,
		StartDate: p.date(start), EndDate: p.date(start + o.days - 1), Description: o.about}
	p.script.add(p.at(announced, 9, 0), "announce "+n.Name, func(ctx context.Context) error {
		by := *p.officer
		if !by.Oversees(p.areas.Path(n.AreaCode)) {
			by = account.System
		}
		made, err := p.Promotion.Announce(ctx, by, n)
		if err == nil {
			*event = made.ID
		}
		return err
	})
	until := min(start, 0)
	for _, guest := range p.guests(o.kind, announced) {
		p.script.add(p.on(p.dice.between(announced+1, max(until-1, announced+1))), "join "+n.Name, func(ctx context.Context) error {
			_, err := p.Promotion.Join(ctx, guest.actor(), *event, guest.id)
			return err
		})
	}
}

func (p *province) guests(kind string, day int) []*org {
	many := map[string]int{"fair": 34, "conference": 28, "product-week": 16, "online": 14}[kind]
	var sellers, buyers []*org
	for _, o := range p.makers {
		if o.joined+3 < day {
			sellers = append(sellers, o)
		}
	}
	for _, o := range p.buyers {
		if o.joined+3 < day {
			buyers = append(buyers, o)
		}
	}
	shuffle(p.dice, sellers)
	shuffle(p.dice, buyers)
	guests := append(sellers[:min(many, len(sellers))], buyers[:min(many/4, len(buyers))]...)
	if kind == "fair" {
		for _, demo := range []*org{p.makers[0], p.buyers[0]} {
			if demo.joined+3 < day {
				guests = withGuest(guests, demo)
			}
		}
	}
	return guests
}

func withGuest(guests []*org, one *org) []*org {
	if slices.Contains(guests, one) {
		return guests
	}
	return append(guests, one)
}
