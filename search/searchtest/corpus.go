package searchtest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"lienket/search"
)

// The words a synthetic catalogue is made of: goods the region makes, what sets
// one lot apart from another, and the sounds that invented names are built from.
var (
	goods = []string{
		"Miến dong", "Chè Shan tuyết", "Bí xanh thơm", "Tinh bột nghệ", "Hồng không hạt",
		"Gạo Khẩu Nua Lếch", "Mơ vàng", "Lạp sườn", "Rượu men lá", "Mật ong rừng",
		"Thịt trâu gác bếp", "Măng khô", "Cao atiso", "Trà giảo cổ lam", "Nấm hương",
		"Khoai môn", "Quýt ngọt", "Gà đồi", "Lợn đen", "Cá tầm", "Thổ cẩm Dao Tiền",
		"Bánh khảo", "Đậu tương", "Lạc đỏ", "Dầu lạc", "Curcumin nghệ", "Giấm mơ",
		"Bún khô", "Phở khô", "Gạo nếp Tài", "Rau bò khai", "Dưa lê", "Thanh long ruột đỏ",
		"Du lịch cộng đồng hồ Ba Bể", "Chuối sấy", "Tỏi đen", "Hà thủ ô", "Ba kích",
	}
	qualities = []string{
		"sạch", "hữu cơ", "truyền thống", "đặc sản", "thượng hạng", "nguyên chất", "sấy lạnh",
		"túi lọc", "hộp quà", "loại một", "500g", "1kg", "chai 500ml", "bản địa", "gia truyền",
	}
	onsets = []string{
		"b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu",
		"r", "s", "t", "th", "tr", "v", "x",
	}
	rhymes = []string{
		"a", "á", "à", "ạ", "an", "ăn", "ân", "ang", "áng", "ăng", "ao", "áo", "ay", "ây", "e", "ê",
		"én", "ền", "êm", "i", "ình", "ích", "o", "ò", "ôi", "ơi", "ong", "ông", "ồng", "u", "ư",
		"ùng", "ương", "ường", "ước", "uân", "ượng", "iên", "iều", "iệt", "oan", "oài", "uy", "yên",
	}
	groups     = []string{"thuc-pham", "do-uong", "duoc-lieu", "thu-cong-my-nghe", "sinh-vat-canh", "du-lich"}
	marks      = []string{"vietgap", "globalgap", "huu-co", "haccp", "iso-22000", "gmp", "attp", "chi-dan-dia-ly"}
	markLabels = []string{"VietGAP", "GlobalG.A.P.", "Hữu cơ", "HACCP", "ISO 22000", "GMP", "An toàn thực phẩm", "Chỉ dẫn địa lý"}
	dimensions = []string{"mass", "volume", "hop", "chai"}
)

const (
	communes      = 180
	yearMonths    = 12
	corpusEpoch   = 1_760_000_000_000 // Unix milliseconds
	perOrganizing = 6                 // documents of one organisation, on average
)

// Corpus makes n products, the same ones for the same n and seed: names of goods
// with qualifiers, invented organisations and places, descriptions of about 30
// syllables out of some thousand, 4 area codes, up to 3 marks and a year's
// capacity each. It is for benchmarks and property tests.
func Corpus(n int, seed uint64) []search.Document {
	random := rand.New(rand.NewPCG(seed, uint64(n)))
	syllables := make([]string, 0, len(onsets)*len(rhymes))
	for _, onset := range onsets {
		for _, rhyme := range rhymes {
			syllables = append(syllables, onset+rhyme)
		}
	}
	random.Shuffle(len(syllables), func(i, j int) { syllables[i], syllables[j] = syllables[j], syllables[i] })
	// Words are used as in a language: few often, most seldom.
	zipf := rand.NewZipf(random, 1.1, 8, uint64(len(syllables)-1))
	words := func(count int) string {
		var text strings.Builder
		for i := range count {
			if i > 0 {
				text.WriteByte(' ')
			}
			text.WriteString(syllables[zipf.Uint64()])
		}
		return text.String()
	}
	places := make([]string, communes)
	for i := range places {
		places[i] = strings.ToUpper(syllables[i][:1]) + syllables[i][1:] + " " + syllables[communes+i]
	}
	documents := make([]search.Document, n)
	for i := range documents {
		commune := random.IntN(communes)
		organization := random.IntN(n/perOrganizing + 1)
		group := random.IntN(len(groups))
		d := search.Document{
			Kind:           search.Product,
			ID:             fmt.Sprintf("p-%07d", i),
			Version:        1,
			Name:           goods[random.IntN(len(goods))] + " " + qualities[random.IntN(len(qualities))] + " " + places[commune],
			Keywords:       []string{words(2), goods[random.IntN(len(goods))]},
			Organization:   fmt.Sprintf("HTX nông nghiệp %s %d", places[organization%communes], organization),
			Description:    words(15) + ", " + goods[random.IntN(len(goods))] + " " + words(15) + ".",
			PlaceNames:     []string{"xã " + places[commune], "tỉnh Thái Nguyên"},
			OrganizationID: fmt.Sprintf("o-%06d", organization),
			Group:          groups[group],
			Stars:          max(0, random.IntN(6)),
			Areas:          []string{fmt.Sprintf("%05d", commune), "19", fmt.Sprintf("%05d@old", communes+commune), fmt.Sprintf("%03d@old", commune%8)},
			Dimension:      dimensions[random.IntN(len(dimensions))],
			UpdatedAt:      corpusEpoch + int64(random.IntN(n*10+1))*1000,
			Available:      make(map[string]int64, yearMonths),
		}
		if random.IntN(10) > 0 {
			d.Price = int64(10+random.IntN(500)) * 1000
		}
		for range random.IntN(4) {
			mark := random.IntN(len(marks))
			d.Marks = append(d.Marks, marks[mark])
			d.MarkLabels = append(d.MarkLabels, markLabels[mark])
		}
		for month := range yearMonths {
			d.Available[fmt.Sprintf("2026-%02d", month+1)] = int64(random.IntN(5_000_000))
		}
		documents[i] = d
	}
	return documents
}

// Questions makes n queries over Corpus(_, seed)'s words as people type them:
// two or three words without marks, some cut short, some mistyped, some with
// filters; each asks for 20 hits and all four facets.
func Questions(n int, seed uint64) []search.Query {
	random := rand.New(rand.NewPCG(seed, 7))
	queries := make([]search.Query, n)
	for i := range queries {
		text := search.Fold(goods[random.IntN(len(goods))])
		switch random.IntN(4) {
		case 0:
			text += " " + search.Fold(qualities[random.IntN(len(qualities))])
		case 1: // still typing
			if len(text) > 5 {
				text = text[:len(text)-1]
			}
		case 2: // two letters swapped
			at := 1 + random.IntN(len(text)-2)
			text = text[:at-1] + text[at:at+1] + text[at-1:at] + text[at+1:]
		}
		q := search.Query{
			Text: text, Kind: search.Product, Limit: 20,
			Facets: []search.Facet{search.ByGroup, search.ByStars, search.ByArea, search.ByMark},
		}
		switch random.IntN(6) {
		case 0:
			q.Group = []string{groups[random.IntN(len(groups))]}
		case 1:
			q.MinStars = 3
		case 2:
			q.Areas = []string{fmt.Sprintf("%03d@old", random.IntN(8))}
			q.Months, q.MinAvailable = []string{"2026-03", "2026-04"}, 500_000
		}
		queries[i] = q
	}
	return queries
}
