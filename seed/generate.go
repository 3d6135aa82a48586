package seed

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/registry"
)

// Scale is how much Generate makes: products from about one cooperative in seven
// of them, and contracts on those products.
type Scale struct {
	Products  int
	Contracts int
}

// Sizes of the generator.
const (
	productsPerMaker  = 7
	makersPerTx       = 28 // about 200 products
	contractsPerTx    = 40
	contractsPerGood  = 20 // at most, of one product
	productsPerFirm   = 150
	percentOfCapacity = 3 // what one contract takes of a month
)

// Generate fills an empty database for a benchmark: what it makes is plausible
// to search and to count, but has less of a story than Demo. It makes the demo
// accounts too. Equal scales on one day give equal data, but for IDs.
func Generate(ctx context.Context, s Services, scale Scale, o Options) error {
	defer o.Clock.Release()
	g := newGenerator(s, scale, o)
	if err := g.makeAccounts(ctx); err != nil {
		return fmt.Errorf("seed: accounts: %w", err)
	}
	if err := g.makeProducts(ctx); err != nil {
		return err
	}
	return g.makeContracts(ctx)
}

// generator makes batch after batch. A batch is a function of its number, so
// that its Tx may be run again.
type generator struct {
	Services
	Options
	scale    Scale
	now      time.Time
	communes []registry.Area
	years    []int // of capacity
	first    string
	buyers   []string // organisations
	products []made
	done     int
}

// made is what contracts need to know of a product.
type made struct {
	id, owner string
	good      *good
	price     measure.Money
	scale     int64 // percent of the good's capacity
	contracts int
}

func newGenerator(s Services, scale Scale, o Options) *generator {
	now := o.Clock.Now()
	g := &generator{Services: s, Options: o, scale: scale, now: now,
		communes: s.Registry.Areas().Find(registry.AreaFilter{Level: registry.LevelCommune, Parent: "19"})}
	year := now.In(measure.Vietnam).Year()
	g.years = []int{year, year + 1}
	if scale.Contracts > 0 {
		g.years = []int{year - 1, year, year + 1}
	}
	return g
}

func (g *generator) progress(more int) {
	g.done += more
	if g.Progress != nil {
		g.Progress(g.done, g.scale.Products+g.scale.Contracts)
	}
}

// makeAccounts makes the accounts of Demo and the organisations of two of them.
func (g *generator) makeAccounts(ctx context.Context) error {
	g.Clock.Set(g.now.AddDate(-1, -1, 0))
	for _, user := range []account.NewUser{
		{Email: AdminEmail, FullName: "Quản trị Liên Kết", Role: account.Admin},
		{Email: OfficerEmail, FullName: "Lý Thị Hồng Minh", Role: account.Officer, AreaCode: "19"},
	} {
		user.Password = Password
		if _, err := g.Accounts.CreateUser(ctx, user); err != nil {
			return err
		}
	}
	var err error
	if g.first, err = g.makeMember(ctx, CooperativeEmail, "Nông Thị Thu Hà", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Miến dong Nắng Ngàn", TaxCode: makerTaxCode(0), AreaCode: "02185"}); err != nil {
		return err
	}
	buyer, err := g.makeMember(ctx, EnterpriseEmail, "Trần Minh Khánh", registry.NewOrganization{
		Kind: registry.Enterprise, Name: firms[0].name, TaxCode: firmTaxCode(0), AreaCode: firms[0].area})
	g.buyers = []string{buyer}
	return err
}

func (g *generator) makeMember(ctx context.Context, email, name string, o registry.NewOrganization) (string, error) {
	registered, err := g.Registry.Register(ctx, registry.Registration{
		Person: account.NewUser{Email: email, Password: Password, FullName: name}, Organization: o})
	if err != nil {
		return "", err
	}
	_, err = g.Registry.Verify(ctx, account.System, registered.Organization.ID, "approve", "", 0)
	return registered.Organization.ID, err
}

// makeProducts makes the firms and the cooperatives with their products, spread
// over a month more than a year ago.
func (g *generator) makeProducts(ctx context.Context) error {
	makers := (g.scale.Products + productsPerMaker - 1) / productsPerMaker
	for first := 0; first < makers; first += makersPerTx {
		g.Clock.Set(g.now.AddDate(-1, -1, 0).Add(time.Duration(first) * 30 * 24 * time.Hour / time.Duration(makers)))
		var products []made
		var buyers []string
		err := g.DB.Tx(ctx, func(ctx context.Context) error {
			d := newDice(uint64(1000 + first))
			products, buyers = nil, nil
			for maker := first; maker < min(first+makersPerTx, makers); maker++ {
				count := min(productsPerMaker, g.scale.Products-maker*productsPerMaker)
				listed, err := g.makeMaker(ctx, d, maker, count)
				if err != nil {
					return fmt.Errorf("seed: maker %d: %w", maker, err)
				}
				products = append(products, listed...)
			}
			for firm := first*productsPerMaker/productsPerFirm + 1; firm <= (first+makersPerTx)*productsPerMaker/productsPerFirm; firm++ {
				buyer, err := g.makeFirm(ctx, d, firm)
				if err != nil {
					return fmt.Errorf("seed: firm %d: %w", firm, err)
				}
				buyers = append(buyers, buyer)
			}
			return nil
		})
		if err != nil {
			return err
		}
		g.products, g.buyers = append(g.products, products...), append(g.buyers, buyers...)
		g.progress(len(products))
	}
	return nil
}

func (g *generator) makeFirm(ctx context.Context, d *dice, number int) (string, error) {
	model := firms[number%len(firms)]
	made, err := g.Registry.Create(ctx, account.System, registry.NewOrganization{Kind: registry.Enterprise,
		Name: fmt.Sprintf("%s %d", model.name, number), TaxCode: firmTaxCode(number), AreaCode: model.area,
		Address: model.address, Phone: phone(d), About: model.about})
	if err != nil {
		return "", err
	}
	return made.ID, nil
}

func (g *generator) makeMaker(ctx context.Context, d *dice, number, count int) ([]made, error) {
	area, id, brand := "02185", g.first, "Nắng Ngàn"
	if number > 0 {
		commune := pick(d, g.communes)
		area, brand = commune.Code, pick(d, brands)
		created, err := g.Registry.Create(ctx, account.System, registry.NewOrganization{Kind: registry.Cooperative,
			Name:    fmt.Sprintf("HTX %s %s %s %d", pick(d, pick(d, goods).fields), brand, bareName(commune.Name), number),
			TaxCode: makerTaxCode(number), AreaCode: area, Address: commune.Name + ", tỉnh Thái Nguyên", Phone: phone(d),
			About: pick(d, idleTrades[0].about)})
		if err != nil {
			return nil, err
		}
		id = created.ID
	}
	var products []made
	for nth := range count {
		product, err := g.makeProduct(ctx, d, id, area, brand, number*productsPerMaker+nth)
		if err != nil {
			return nil, err
		}
		products = append(products, product)
	}
	return products, nil
}

func (g *generator) makeProduct(ctx context.Context, d *dice, owner, area, brand string, number int) (made, error) {
	kind := pick(d, goods)
	commune, _ := g.Registry.Areas().Get(area)
	low := d.step(kind.from, kind.to, kind.round)
	n := catalogue.NewProduct{
		Name: strings.Join([]string{pick(d, kind.names), brand, bareName(commune.Name)}, " "), Group: kind.group,
		Description: kind.describe(d, commune.Name), Unit: kind.unit, MinOrder: measure.Amount(kind.minOrder * 1000),
		Packaging: pick(d, kind.packaging),
	}
	if d.chance(95) {
		n.Price = &catalogue.PriceRange{Min: low, Max: low + d.step(low/20, low/6, kind.round)}
	}
	for _, mark := range kind.marks {
		if d.chance(40) {
			n.QualityMarks = append(n.QualityMarks, mark)
		}
	}
	product, err := g.Catalogue.Add(ctx, account.System, owner, n)
	if err != nil {
		return made{}, err
	}
	result := made{id: product.ID, owner: owner, good: kind, price: low, scale: int64(d.between(40, 190))}
	for _, year := range g.years {
		if _, err := g.Catalogue.SetCapacity(ctx, account.System, product.ID, year, kind.unit, result.capacity(), 0); err != nil {
			return made{}, err
		}
	}
	if d.chance(45) {
		score := measure.Amount(d.between(500, 930) * 100)
		if d.chance(60) {
			score = measure.Amount(d.between(500, 699) * 100)
		}
		if _, err := g.Catalogue.Certify(ctx, account.System, product.ID, catalogue.NewCertificate{
			Number: fmt.Sprintf("OCOP-19-%07d", number), DecisionNumber: fmt.Sprintf("%d/QĐ-UBND", d.between(180, 2900)),
			Issuer: "UBND tỉnh Thái Nguyên", CriteriaVersion: "qd-148-2023", Score: score,
			IssuedAt: measure.DateOf(g.Clock.Now().AddDate(0, 0, -d.between(5, 650)))}); err != nil {
			return made{}, err
		}
	}
	if d.chance(96) {
		_, err = g.Catalogue.Publish(ctx, account.System, product.ID, 0)
	}
	return result, err
}

// capacity of every year is the same.
func (m *made) capacity() []measure.Amount {
	months := make([]measure.Amount, 12)
	for i := range months {
		months[i] = measure.Amount(m.good.monthly * m.scale / 100 * m.good.share(i+1) / 9 * 1000)
	}
	return months
}

// makeContracts spreads contracts over the last twelve months: one in ten stays
// a draft, one a proposal, the others run and have a delivery.
func (g *generator) makeContracts(ctx context.Context) error {
	for first := 0; first < g.scale.Contracts; first += contractsPerTx {
		count := min(contractsPerTx, g.scale.Contracts-first)
		g.Clock.Set(g.now.AddDate(-1, 0, 0).Add(time.Duration(first) * g.now.Sub(g.now.AddDate(-1, 0, 0)) / time.Duration(g.scale.Contracts)))
		d := newDice(uint64(1_000_000_000 + first))
		deals := make([]sketch, count)
		for i := range deals {
			var ok bool
			if deals[i], ok = g.sketch(d); !ok {
				return fmt.Errorf("seed: %d products have no room for %d contracts", len(g.products), g.scale.Contracts)
			}
		}
		err := g.DB.Tx(ctx, func(ctx context.Context) error {
			for i := range deals {
				if err := g.makeContract(ctx, &deals[i]); err != nil {
					return fmt.Errorf("seed: contract %d: %w", first+i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		g.progress(count)
	}
	return nil
}

// sketch is a contract to be made.
type sketch struct {
	product *made
	buyer   account.Actor
	seller  account.Actor
	draft   linkage.DraftContract
	lot     int // of a hundred: what becomes of it
}

func (g *generator) sketch(d *dice) (sketch, bool) {
	start := measure.DateOf(g.Clock.Now())
	for range 10_000 {
		product := &g.products[d.below(len(g.products))]
		if product.contracts >= contractsPerGood {
			continue
		}
		line := linkage.DraftLine{ProductID: product.id, UnitPrice: product.price}
		capacity := product.capacity()
		for n := range d.between(2, 7) {
			month := start.Month().Add(n)
			if _, number := month.Split(); product.good.share(number) >= 5 {
				amount := max(capacity[number-1]*percentOfCapacity/100/1000, 1) * 1000
				line.Months = append(line.Months, measure.MonthAmount{Month: month, Amount: amount})
			}
		}
		year, _ := start.AddMonths(8).Month().Split()
		if len(line.Months) == 0 || !slices.Contains(g.years, year) {
			continue
		}
		product.contracts++
		buyer := pick(d, g.buyers)
		return sketch{
			product: product, lot: d.below(100),
			buyer:  account.Actor{UserID: "director-" + buyer, FullName: person(d), Role: account.Enterprise, OrganizationID: buyer},
			seller: account.Actor{UserID: "director-" + product.owner, FullName: person(d), Role: account.Cooperative, OrganizationID: product.owner},
			draft: linkage.DraftContract{BuyerID: buyer, Lines: []linkage.DraftLine{line}, Form: pick(d, linkage.Forms),
				StartDate: start, EndDate: start.AddMonths(9), Terms: pick(d, termsOfContracts)},
		}, true
	}
	return sketch{}, false
}

func (g *generator) makeContract(ctx context.Context, s *sketch) error {
	contract, err := g.Linkage.Draw(ctx, s.seller, s.draft)
	if err != nil || s.lot < 10 {
		return err
	}
	moves := []struct {
		by    account.Actor
		event linkage.Event
	}{{s.seller, linkage.Propose}, {s.seller, linkage.Sign}, {s.buyer, linkage.Sign}}
	if s.lot < 20 {
		moves = moves[:1]
	}
	for _, move := range moves {
		if _, err := g.Linkage.Move(ctx, move.by, contract.ID, 0, linkage.Move{Event: move.event}); err != nil {
			return err
		}
	}
	if s.lot < 20 {
		return nil
	}
	line := contract.Lines[0]
	delivery, err := g.Linkage.Deliver(ctx, s.seller, contract.ID, linkage.NewDelivery{
		LineID: line.ID, Month: line.Months[0].Month, Amount: line.Months[0].Amount, DeliveredAt: s.draft.StartDate})
	if err != nil || s.lot < 30 {
		return err
	}
	if _, err := g.Linkage.Accept(ctx, s.buyer, delivery.ID, 0, linkage.Acceptance{Accepted: delivery.Amount}); err != nil {
		return err
	}
	switch {
	case s.lot < 60:
		_, err = g.Linkage.Move(ctx, s.buyer, contract.ID, 0, linkage.Move{Event: linkage.Complete})
	case s.lot < 65:
		_, err = g.Linkage.Move(ctx, s.buyer, contract.ID, 0, linkage.Move{Event: linkage.Terminate,
			Kind: linkage.EndingKinds[s.lot%len(linkage.EndingKinds)], Reason: endings["mutual"][0]})
	}
	return err
}

// Tax codes of generated organisations, by their number.
func makerTaxCode(number int) string { return numberedTaxCode(470_300_000, number) }
func firmTaxCode(number int) string  { return numberedTaxCode(470_200_000, number) }

// numberedTaxCode is the number-th valid code of a block. One number in eleven
// has no check digit, but never two that are next to each other.
func numberedTaxCode(block, number int) string {
	nine := digits(block+2*number, 9)
	digit, ok := registry.TaxCodeDigit(nine)
	if !ok {
		nine = digits(block+2*number+1, 9)
		digit, _ = registry.TaxCodeDigit(nine)
	}
	return nine + string(rune('0'+digit))
}
