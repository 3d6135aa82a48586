package seed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// shelfLives are the days that goods keep; others keep as their group does.
var shelfLives = map[string]int{
	"bi-xanh-thom": 45, "hong-khong-hat": 20, "quyt": 20, "cam-sanh": 25, "mo-qua": 7, "khoai-mon": 60, "hat-de": 30,
	"ga-doi": 5, "lon-den": 5, "lap-suon": 90, "thit-gac-bep": 180, "banh-gio": 10, "tep-chua": 180, "mat-ong": 730,
}

var groupShelfLives = map[string]int{"thuc-pham": 365, "do-uong": 540, "duoc-lieu": 730}

var storages = map[string][]string{
	"thuc-pham": {"Nơi khô ráo, tránh nắng", "Nơi thoáng mát, tránh ẩm"},
	"do-uong":   {"Nơi mát, tránh nắng", "Đậy kín sau khi mở"},
	"duoc-lieu": {"Nơi khô ráo, tránh ánh sáng", "Đóng kín nắp sau khi dùng"},
}

var certifiers = []string{"Trung tâm Chứng nhận Vùng cao", "Công ty Giám định Sông Năng", "Chi cục Quản lý chất lượng tỉnh"}

// detail adds what else is said of a product: packages, prices by volume, keeping,
// papers, and now and then a barcode. It throws dice of its own, so that all else
// stays as it is.
func (p *province) detail(product *product, number int) {
	d := newDice(7_000 + uint64(number))
	product.Variants = variants(product.NewProduct)
	product.ShelfLifeDays = shelfLives[product.good.key]
	if product.ShelfLifeDays == 0 {
		product.ShelfLifeDays = groupShelfLives[product.Group]
	}
	if list := storages[product.Group]; list != nil {
		product.Storage = pick(d, list)
	}
	product.Season = product.good.seasonText()
	if d.chance(40) && product.Price.Max > product.Price.Min && product.MinOrder > 0 {
		product.Tiers = []catalogue.Tier{{From: 0, Price: product.Price.Max}, {From: product.MinOrder * 20, Price: product.Price.Min}}
	}
	for _, mark := range product.QualityMarks {
		if d.chance(80) {
			product.MarkDetails = append(product.MarkDetails, p.paper(d, product, mark, number))
		}
	}
	if number%7 == 0 {
		product.GTIN = barcode(number)
	}
}

// paper runs today; now and then not for long.
func (p *province) paper(d *dice, product *product, mark string, number int) catalogue.MarkDetail {
	left := d.between(120, 700)
	if d.chance(15) {
		left = d.between(12, 85)
	}
	return catalogue.MarkDetail{Mark: mark, Number: fmt.Sprintf("%s-%04d", strings.ToUpper(strings.ReplaceAll(mark, "-", "")), 1000+number),
		Issuer: pick(d, certifiers), IssuedAt: p.date(product.created - d.between(20, 200)), ExpiresAt: p.date(left)}
}

// barcode is an invented GTIN-13 of Vietnam's prefix.
func barcode(number int) string {
	for digit := range 10 {
		code := fmt.Sprintf("893%09d%d", 620_210_000+number, digit)
		if _, ok := catalogue.GTIN14(code); ok {
			return code
		}
	}
	panic("seed: no check digit fits")
}

var packed = regexp.MustCompile(`^(\p{L}[\p{L} ]*?) (\d+(?:,\d+)?) (g|kg|ml|lít)\b`)

// variants reads the packages out of the text on packaging: "Túi 500 g, thùng 10
// kg" are two. Those of what is sold by the kilogram have their price.
func variants(n catalogue.NewProduct) []catalogue.Variant {
	var list []catalogue.Variant
	for text := range strings.SplitSeq(n.Packaging, ", ") {
		m := packed.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		amount, err := measure.ParseAmount(strings.Replace(m[2], ",", ".", 1))
		if err != nil {
			continue
		}
		unit := strings.Replace(m[3], "lít", "lit", 1)
		variant := catalogue.Variant{Name: upperFirst(m[1]) + " " + m[2] + " " + m[3],
			Size: &catalogue.Size{Amount: amount, Unit: catalogue.SizeUnit(unit)}}
		if grams, mass := map[string]int64{"g": 1, "kg": 1000}[unit]; mass && n.Unit == "kg" && n.Price != nil {
			variant.Price = n.Price.Max * int64(amount) / 1000 * grams / 1000 / 500 * 500
		}
		list = append(list, variant)
	}
	return list
}

func upperFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// seasonText names the months in which most is delivered, unless all are alike.
func (g *good) seasonText() string {
	var months []string
	for month := 1; month <= 12; month++ {
		if g.share(month) == 9 {
			months = append(months, strconv.Itoa(month))
		}
	}
	if len(months) == 0 || len(months) > 6 {
		return ""
	}
	return "Nhiều nhất tháng " + strings.Join(months, ", ")
}
