package query

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lienket/search"
)

var (
	starsAt = regexp.MustCompile(`(?:(từ|tu|trên|tren|ít nhất|it nhat|tối thiểu|toi thieu|at least|min)\s+)?\b([1-5]|một|hai|ba|bốn|bon|năm|nam|three|four|five)\s*(?:sao|stars?|\*)(\s+(?:trở lên|tro len|or more|and up)|\+)?`)
	priceAt = regexp.MustCompile(`(?:giá\s+|gia\s+|price\s+)?(?:dưới|duoi|tối đa|toi da|không quá|khong qua|ko quá|rẻ hơn|re hon|thấp hơn|thap hon|ít hơn|cheaper than|<=?|under|below|max|up to|less than)\s*([0-9]+(?:[.,][0-9]+)*)\s*(k|nghìn|nghin|ngàn|ngan|triệu|trieu|tr|đồng|đ|dong|vnđ|vnd|d)?(?:\s*(?:đồng|dong|đ|vnd|vnđ)\b)?(?:\s*/\s*[\p{L}]+|\s+(?:một|mot|per)\s+[\p{L}]+)?`)
	sizeAt  = regexp.MustCompile(`(?:đóng\s+)?(?:(?:xe|ống|vỉ|túi|tui|chục|chuc|thùng|thung|hộp|hop|chai|gói|goi|bao|lọ|bịch|bich|khay|bó|sọt|sot|can|bình|binh|hũ|hu|lon|loại|loai|bag|pack|bottle|box|jar|can of)\s*)?([0-9]+(?:[.,][0-9]+)?|[13]/[24]|(?:^|\s)(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?:\s+chục)?|nửa|nua|half)\s*(kilograms?|kilogam|kilos?|kgs?|ký|kí|ky|cân|can|lạng|lang|grams?|gam|gr|g|ml|cc|lít|lit|liters?|litres?|l|tấn|tan|tonnes?|tons?|tạ|ta|yến|yen|túi lọc|tui loc|túi|tui|gói|goi|viên|vien|que|ống|ong|quả|qua|cái|cai|chiếc|chiec|vỉ|lon)(?:$|[^\p{L}\p{N}])`)
)

// unitOf gives a unit's letter of the base unit and how many of it, in
// thousandths; amounts of wholesale units are no sizes.
func unitOf(unit string) (base string, factor int64) {
	switch unit {
	case "kg", "kgs", "kilogram", "kilograms", "kilogam", "kilo", "kilos", "ký", "kí", "ky", "cân", "can":
		return "g", 1000
	case "lạng", "lang":
		return "g", 100
	case "g", "gr", "gram", "grams", "gam":
		return "g", 1
	case "l", "lít", "lit", "liter", "liters", "litre", "litres":
		return "ml", 1000
	case "túi lọc", "tui loc", "túi", "tui":
		return "tui", 1
	case "gói", "goi":
		return "goi", 1
	case "viên", "vien":
		return "vien", 1
	case "que":
		return "que", 1
	case "ống", "ong":
		return "ong", 1
	case "quả", "qua":
		return "qua", 1
	case "cái", "cai", "chiếc", "chiec":
		return "cai", 1
	case "vỉ":
		return "vi", 1
	case "lon":
		return "lon", 1
	case "ml", "cc":
		return "ml", 1
	}
	return "", 0
}

// mostPieces is how many pieces a package may hold; more are an amount to buy.
const mostPieces = 200

// sizeCode writes an amount in its base unit, "0,5" "kg" as "500g"; "" if it is
// none that a package has.
func sizeCode(number, unit string) string {
	base, factor := unitOf(unit)
	if base == "" {
		return ""
	}
	number = figureOf(number)
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(number, ",", "."), ".")
	fraction = (fraction + "000")[:3]
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || n <= 0 || n > 1_000_000_000 || len(base) > 2 && n > mostPieces*1000 {
		return ""
	}
	return fmt.Sprintf("%d%s", n*factor/1000, base)
}

// counted are the numbers that people write out before a unit; "một cân" is rather each.
var counted = []string{"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"}

// figureOf writes a number that is told in words or as a fraction in figures.
func figureOf(number string) string {
	switch number {
	case "nửa", "nua", "half", "1/2":
		return "0.5"
	case "1/4":
		return "0.25"
	case "3/4":
		return "0.75"
	}
	word, tens := strings.CutSuffix(strings.TrimSpace(number), "chục")
	if n := slices.Index(counted, strings.TrimSpace(word)) + 1; n > 0 && tens {
		return strconv.Itoa(10 * n)
	} else if n > 0 {
		return strconv.Itoa(n)
	}
	return number
}

// sizeWord is the word that stands for a size in documents and questions. No
// language has it.
func sizeWord(code string) string { return "zz" + code }

// Sizes are the words by which the sizes in a text of packaging are found:
// "Túi 500 g, thùng 10 kg" has that of 500 g and that of 10 kg.
func Sizes(packaging string) []string {
	var words []string
	for _, found := range sizesIn(lower(packaging)) {
		if code := sizeCode(found.number, found.unit); code != "" {
			words = appendNew(words, sizeWord(code))
		}
	}
	return words
}

// packedBefore stands before a package and says nothing more.
const packedBefore = "đóng "

// packageWord is the word that stands for how something is packed, as sizeWord;
// "" for what is no Vietnamese: no packaging is written so.
func packageWord(phrase string) string {
	if !slices.ContainsFunc(search.Words(phrase), isSyllable) {
		return ""
	}
	return sizeWord("p" + strings.ReplaceAll(search.Fold(strings.TrimPrefix(phrase, packedBefore)), " ", ""))
}

// packages are the words by which the ways to pack in a text of packaging are found.
func (d *Dictionary) packages(packaging string) []string {
	var words []string
	text := " " + search.Fold(packaging) + " "
	for _, phrase := range d.packed {
		if strings.Contains(text, " "+search.Fold(phrase)+" ") {
			words = appendNew(words, packageWord(phrase))
		}
	}
	for _, c := range d.classes {
		if c.gift && slices.ContainsFunc(c.names, func(name string) bool { return strings.Contains(text, " "+search.Fold(name)+" ") }) {
			words = appendNew(words, presentWord)
		}
	}
	return words
}

// presentWord stands for all ways to pack a present.
var presentWord = sizeWord("present")

// countedLoosely are pieces that are bought as well: "200 túi thổ cẩm" is no size,
// "hộp 25 túi" is.
var countedLoosely = []string{"túi", "tui", "gói", "goi", "quả", "qua", "cái", "cai", "chiếc", "chiec"}

type sizeFound struct {
	from, to     int
	number, unit string
}

func sizesIn(text string) []sizeFound {
	var all []sizeFound
	for at := 0; at < len(text); {
		m := sizeAt.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		unit := text[at+m[4] : at+m[5]]
		if loose := slices.Contains(countedLoosely, unit); !loose || m[0] < m[2] {
			all = append(all, sizeFound{at + m[0], at + m[5], text[at+m[2] : at+m[3]], unit})
		}
		at += m[5]
	}
	return all
}

// maxFigures bounds what is read for numbers; nobody writes them so late.
const maxFigures = 400

// readFigures takes months with amounts, prices, stars and sizes out of text and returns the rest.
func (r *Analysis) readFigures(text string, skip func(string) bool) string {
	if len(text) > maxFigures {
		return text
	}
	text = r.readSupply(text, skip)
	if !skip(KindPrice) {
		if m := priceAt.FindStringSubmatchIndex(text); m != nil {
			unit := ""
			if m[4] >= 0 {
				unit = text[m[4]:m[5]]
			}
			if price := priceOf(text[m[2]:m[3]], unit); price > 0 {
				r.PriceMax = price
				r.Understood = append(r.Understood, Understood{KindPrice, strings.TrimSpace(text[m[0]:m[1]]), strconv.FormatInt(price, 10)})
				text = text[:m[0]] + " " + text[m[1]:]
			}
		}
	}
	if !skip(KindStars) {
		if m := starsAt.FindStringSubmatchIndex(text); m != nil {
			if n := starsOf(text[m[4]:m[5]]); n > 0 {
				if m[2] >= 0 || m[6] >= 0 {
					r.MinStars = n
				} else {
					r.Stars = []int{n}
				}
				r.Understood = append(r.Understood, Understood{KindStars, strings.TrimSpace(text[m[0]:m[1]]), strconv.Itoa(n)})
				text = text[:m[0]] + " " + text[m[1]:]
			}
		}
	}
	if skip(KindSize) {
		return text
	}
	found := sizesIn(text)
	for i := len(found) - 1; i >= 0; i-- {
		f := found[i]
		code := sizeCode(f.number, f.unit)
		if code != "" {
			r.Sizes = appendNew(r.Sizes, sizeWord(code))
		}
		// An amount to buy is no size, and no word either.
		r.Understood = append(r.Understood, Understood{KindSize, strings.TrimSpace(text[f.from:f.to]), code})
		text = text[:f.from] + " " + text[f.to:]
	}
	return text
}

func priceOf(number, unit string) int64 {
	fraction := ""
	if at := strings.LastIndexAny(number, ".,"); at >= 0 && len(number)-at != 4 {
		number, fraction = number[:at], number[at+1:]
	}
	number = strings.NewReplacer(".", "", ",", "").Replace(number)
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n > 100_000_000_000 {
		return 0
	}
	factor := int64(1)
	switch unit {
	case "k", "nghìn", "nghin", "ngàn", "ngan":
		factor = 1000
	case "triệu", "trieu", "tr":
		factor = 1_000_000
	}
	n *= factor
	if tenths, err := strconv.ParseInt(fraction, 10, 64); err == nil && len(fraction) == 1 {
		n += tenths * factor / 10
	}
	return n
}
