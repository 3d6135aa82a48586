package seed

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lienket/api/account"
	"lienket/api/registry"
	"lienket/search"
)

// Numbers of organisations. The founding resolution counts 1 union and 234
// cooperatives, of which 57 hold OCOP products.
const (
	cooperatives = 234
	holders      = 57
	otherMakers  = 75 // list products without a certificate
)

// holdersOf says how many of the holders live by which good.
var holdersOf = []struct {
	good  string
	count int
}{
	{"mien-dong", 6}, {"che-shan", 4}, {"ruou-men-la", 4}, {"bi-xanh-thom", 3}, {"gao-nua-lech", 3}, {"gao-bao-thai", 2},
	{"hong-khong-hat", 3}, {"quyt", 2}, {"cam-sanh", 1}, {"mo-qua", 1}, {"khoai-mon", 1}, {"nam-huong", 1}, {"mang-kho", 2},
	{"hat-de", 1}, {"mat-ong", 3}, {"banh-gio", 1}, {"lap-suon", 3}, {"thit-gac-bep", 2}, {"lon-den", 1}, {"ga-doi", 1},
	{"tep-chua", 1}, {"tra-hoa-vang", 1}, {"tra-muop-dang", 2}, {"giao-co-lam", 1}, {"nuoc-mo", 1}, {"tinh-bot-nghe", 2},
	{"curcumin", 1}, {"tho-cam", 1}, {"homestay", 2},
}

func (p *province) planAccounts() {
	p.addUser(account.NewUser{Email: AdminEmail, FullName: "Quản trị Liên Kết", Role: account.Admin}, new(account.Actor))
	p.addUser(account.NewUser{Email: OfficerEmail, FullName: "Lý Thị Hồng Minh", Role: account.Officer, AreaCode: "19"}, p.officer)
}

func (p *province) addUser(n account.NewUser, actor *account.Actor) {
	n.Password = Password
	p.script.addAlone(p.at(p.first, 7, 0), "user "+n.Email, func(ctx context.Context) error {
		user, err := p.Accounts.CreateUser(ctx, n)
		if err != nil {
			return err
		}
		*actor, err = user.Actor("")
		return err
	})
}

// planMakers makes the cooperatives that list products: first the 57 holders, of
// which the very first is the demo account's.
func (p *province) planMakers() {
	for _, trade := range holdersOf {
		for range trade.count {
			o := p.newMaker(goodOf(trade.good), len(p.makers) == 0)
			p.makers = append(p.makers, o)
		}
	}
	for i, o := range p.makers {
		p.planHolder(i, o)
	}
	for i := range otherMakers {
		o := p.newMaker(goods[i%len(goods)], false)
		p.makers = append(p.makers, o)
		p.planOther(i, o)
	}
}

func (p *province) newMaker(g *good, demo bool) *org {
	commune := pick(p.dice, p.communesOf(g))
	o := p.newOrg(registry.Cooperative, commune.Code)
	if demo {
		commune, _ = p.areas.Get("02185") // Côn Minh, where the noodles come from
		o.AreaCode, o.director, o.email, o.joined = commune.Code, "Nông Thị Thu Hà", CooperativeEmail, p.first+2
		o.Name = p.free("HTX Miến dong Nắng Ngàn")
	} else {
		o.Name = p.cooperativeName(pick(p.dice, g.fields), commune)
	}
	o.Address = p.address(commune)
	founded := strings.NewReplacer("{nghe}", lowerFirst(g.names[0]), "{nam}", strconv.Itoa(p.dice.between(2009, 2023)))
	opening := pick(p.dice, aboutMakers)
	if g.group == "du-lich" {
		opening = aboutMakers[0]
	}
	o.About = p.about(founded.Replace(opening))
	p.enlist(o)
	return o
}

// lowerFirst writes "Miến dong" as within a sentence.
func lowerFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}

// communesOf are those in whose former district the good is made.
func (p *province) communesOf(g *good) []registry.Area {
	if len(g.districts) == 0 {
		return p.communes
	}
	var found []registry.Area
	for _, commune := range p.communes {
		if p.madeIn(g, commune.Code) {
			found = append(found, commune)
		}
	}
	return found
}

func (p *province) madeIn(g *good, commune string) bool {
	path := p.areas.Path(commune)
	return len(g.districts) == 0 || slices.ContainsFunc(g.districts, func(d string) bool { return slices.Contains(path, d+"@old") })
}

// newOrg is an organisation with what every one has. Three of four were there
// when the platform opened.
func (p *province) newOrg(kind registry.Kind, area string) *org {
	d := p.dice
	o := &org{director: person(d), joined: p.first + d.between(2, 20)}
	if d.chance(25) {
		o.joined = d.between(p.first+30, -150)
	}
	o.Kind, o.AreaCode, o.Phone = kind, area, phone(d)
	if kind != registry.Group {
		o.TaxCode = p.tax.take(p.areas.Path(area))
	}
	p.orgs = append(p.orgs, o)
	o.Email = fmt.Sprintf("lien-he-%03d@demo.lienket.vn", len(p.orgs))
	return o
}

// free takes a name of which nobody has one that folds to the same.
func (p *province) free(name string) string {
	key := search.Fold(name)
	if p.names[key] {
		return ""
	}
	p.names[key] = true
	return name
}

func (p *province) cooperativeName(field string, commune registry.Area) string {
	for {
		brand := pick(p.dice, brands)
		if name := p.free("HTX " + field + " " + brand); name != "" {
			return name
		}
		if name := p.free("HTX " + field + " " + brand + " " + bareName(commune.Name)); name != "" {
			return name
		}
	}
}

// address names one of the former communes, as people still do.
func (p *province) address(commune registry.Area) string {
	var before []string
	for _, old := range p.areas.Find(registry.AreaFilter{Level: registry.LevelCommune, Old: true}) {
		if old.SuccessorCode == commune.Code {
			before = append(before, lowerLevel(old.Name))
		}
	}
	if old := pick(p.dice, before); !strings.EqualFold(old, commune.Name) {
		return fmt.Sprintf("%s (%s cũ), tỉnh Thái Nguyên", commune.Name, old)
	}
	return commune.Name + ", tỉnh Thái Nguyên"
}

func (p *province) about(opening string) string {
	members := p.dice.between(7, 62)
	return opening + " " + fmt.Sprintf(pick(p.dice, aboutMembers), members, members*p.dice.between(2, 9))
}

// enlist has the organisation registered: by its director where there is an
// account, otherwise by the authority, which verifies it by that.
func (p *province) enlist(o *org) {
	if o.email != "" {
		p.register(o)
		p.decide(o, o.joined+1, "approve", "")
		return
	}
	by := p.officer
	if !slices.Contains(p.areas.Path(o.AreaCode), "19") {
		by = &account.System
	}
	p.script.add(p.at(o.joined, 8, 0), "create "+o.Name, func(ctx context.Context) error {
		made, err := p.Registry.Create(ctx, *by, o.NewOrganization)
		if err == nil {
			o.id = made.ID
		}
		return err
	})
}

func (p *province) register(o *org) {
	person := account.NewUser{Email: o.email, Password: Password, FullName: o.director, Phone: o.Phone}
	p.script.addAlone(p.at(o.joined, 8, 0), "register "+o.Name, func(ctx context.Context) error {
		made, err := p.Registry.Register(ctx, registry.Registration{Person: person, Organization: o.NewOrganization})
		if err == nil {
			o.id, o.userID = made.Organization.ID, made.User.ID
		}
		return err
	})
}

func (p *province) decide(o *org, day int, decision, note string) {
	by := p.officer
	if !slices.Contains(p.areas.Path(o.AreaCode), "19") {
		by = &account.System
	}
	p.script.add(p.at(day, 8, 0), decision+" "+o.Name, func(ctx context.Context) error {
		_, err := p.Registry.Verify(ctx, *by, o.id, decision, note, 0)
		return err
	})
}

// planIdle makes the cooperatives that list nothing.
func (p *province) planIdle() {
	for _, trade := range idleTrades {
		for range trade.count {
			commune := pick(p.dice, p.communes)
			o := p.newOrg(registry.Cooperative, commune.Code)
			o.Name, o.Address = p.cooperativeName(trade.name, commune), p.address(commune)
			o.About = pick(p.dice, trade.about) + " " + fmt.Sprintf("Hợp tác xã có %d thành viên.", p.dice.between(7, 40))
			p.enlist(o)
		}
	}
}

func (p *province) planUnion() {
	commune, _ := p.areas.Get("01840")
	o := p.newOrg(registry.Union, commune.Code)
	o.joined = p.first + 3
	o.Name, o.Address = p.free("Liên hiệp HTX Nông sản Thượng nguồn Sông Cầu"), p.address(commune)
	o.About = "Liên hiệp của mười bốn hợp tác xã, gom hàng, chế biến sâu và ký hợp đồng chung cho các thành viên."
	p.enlist(o)
	p.union, p.makers = o, append(p.makers, o)
	for _, key := range []string{"mien-dong", "mang-kho"} {
		p.list(p.newProduct(o, goodOf(key)))
	}
}

func (p *province) planFirms() {
	for i, f := range firms {
		o := p.newFirm(f)
		o.joined = p.first + p.dice.between(2, 20)
		if i > 24 {
			o.joined = p.dice.between(p.first+30, -200)
		}
		if i == 0 {
			o.email, o.director = EnterpriseEmail, "Trần Minh Khánh"
		}
		p.enlist(o)
		p.buyers = append(p.buyers, o)
	}
	for i, f := range newFirms {
		o := p.newFirm(f)
		o.email, o.joined = fmt.Sprintf("cho-duyet-dn%d@demo.lienket.vn", i+1), -2-2*i
		if i == len(newFirms)-1 {
			o.joined = -40
			p.decide(o, -38, "reject", "Mã số thuế không khớp với tên trên đăng ký kinh doanh, đề nghị bổ sung bản chụp.")
		}
		p.register(o)
	}
}

func (p *province) newFirm(f firm) *org {
	o := p.newOrg(registry.Enterprise, f.area)
	o.Name, o.Address, o.About, o.wants = p.free(f.name), f.address, f.about, f.wants
	return o
}

// planGroups makes tổ hợp tác; the last three wait for an officer.
func (p *province) planGroups() {
	for i, trade := range groupTrades {
		commune := p.communes[(i*5+3)%len(p.communes)]
		o := p.newOrg(registry.Group, commune.Code)
		o.Name, o.Address = p.free("Tổ hợp tác "+trade+" "+bareName(commune.Name)), p.address(commune)
		o.About = p.about("Nhóm hộ cùng sản xuất và bán chung, chưa có tư cách pháp nhân.")
		if i >= len(groupTrades)-3 {
			o.email, o.joined = fmt.Sprintf("cho-duyet-tht%d@demo.lienket.vn", i+1), i-len(groupTrades)
			p.register(o)
			continue
		}
		p.enlist(o)
	}
}
