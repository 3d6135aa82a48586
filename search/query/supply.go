package query

import (
	"slices"
	"strings"

	"lienket/api/measure"
	"lienket/search"
)

// Supply is how much of a good is wanted and when: "5 tấn tháng 1".
type Supply struct {
	// Amount of Unit is wanted in each month; 0 if none is said.
	Amount measure.Amount
	Unit   measure.Unit
	// Months are those that are named and not past, in their order; Analysis.At
	// reckons them. Without any the rest of a Supply asks for nothing.
	Months []measure.Month
	// Beside is the query without the words for all this, "" if there are none.
	Beside string
}

// within is q for what has the supply left; false if there is none, or filters that
// were chosen count before it.
func (s Supply) within(q search.Query) (search.Query, bool) {
	if len(s.Months) == 0 || len(q.Months) > 0 || q.Dimension != "" {
		return q, false
	}
	for _, month := range s.Months {
		q.Months = append(q.Months, string(month))
	}
	if s.Amount > 0 {
		q.MinAvailable, q.Dimension = s.Unit.Base(s.Amount), string(s.Unit.Dimension())
	}
	return q, true
}

// said is a Supply in its words, whose months are not reckoned yet.
type said struct {
	amount string
	months []saidMonths
}

type saidMonths struct {
	text  string
	spans []span
}

// At reckons the months that are named from the present one on, and tells what is
// understood of the supply. It is called once.
func (r *Analysis) At(now measure.Month) {
	for _, one := range r.said.months {
		var codes []string
		for _, s := range one.spans {
			for _, month := range s.months(now) {
				codes = appendNew(codes, string(month))
				if !slices.Contains(r.Supply.Months, month) {
					r.Supply.Months = append(r.Supply.Months, month)
				}
			}
		}
		r.Understood = append(r.Understood, Understood{KindMonth, one.text, strings.Join(codes, ",")})
	}
	slices.Sort(r.Supply.Months)
	r.Supply.Months = r.Supply.Months[:min(len(r.Supply.Months), mostMonths)]
	if r.said.amount != "" {
		r.Understood = append(r.Understood, Understood{KindAmount, r.said.amount, r.Supply.Amount.String() + " " + string(r.Supply.Unit)})
	}
}

// readSupply takes months, and an amount beside them, out of text and returns the
// rest. An amount alone stays: it may be that of a package, and when it is wanted
// is not said.
func (r *Analysis) readSupply(text string, skip func(string) bool) string {
	if skip(KindMonth) {
		return text
	}
	words := lexed(text)
	taken := make([]bool, len(words))
	take := func(from, to int) string {
		for i := from; i < to; i++ {
			taken[i] = true
		}
		return strings.TrimSpace(text[words[from].from:words[to-1].to])
	}
	for at := 0; at < len(words); at++ {
		if spans, end := spansAt(words, at); end > at {
			r.said.months = append(r.said.months, saidMonths{take(at, end), spans})
			at = end - 1
		}
	}
	from, to := -1, -1 // of the amount
	for at := 0; at < len(words) && from < 0 && !skip(KindAmount); at++ {
		if amount, unit, end := amountAt(words, at); end > at && !taken[at] {
			r.Supply.Amount, r.Supply.Unit, from, to = amount, unit, at, end
		}
	}
	if from >= 0 {
		for at := 0; at < len(words); at++ {
			if end := everyMonthAt(words, at); end > at && !taken[at] {
				typed := take(at, end)
				if len(r.said.months) == 0 { // from the next one on
					r.said.months = append(r.said.months, saidMonths{typed, []span{nextMonth}})
				}
			}
		}
	}
	if len(r.said.months) == 0 {
		r.Supply = Supply{}
		return text
	}
	if from >= 0 {
		r.said.amount = take(from, to)
	}
	var rest strings.Builder
	for i, word := range words {
		if taken[i] {
			rest.WriteByte(' ')
		} else {
			rest.WriteString(text[word.from:word.to])
		}
	}
	r.Supply.Beside = strings.Join(strings.Fields(rest.String()), " ")
	return rest.String()
}

// wholesale are the units that amounts to buy are told in, folded.
var wholesale = map[string]measure.Unit{
	"tan": "tan", "t": "tan", "ton": "tan", "tons": "tan", "tonne": "tan", "tonnes": "tan", "ta": "ta", "yen": "yen",
	"kg": "kg", "kgs": "kg", "ky": "kg", "ki": "kg", "kilo": "kg", "kilos": "kg", "kilogram": "kg", "kilograms": "kg",
	"lit": "lit", "l": "lit", "liter": "lit", "liters": "lit", "litre": "lit", "litres": "lit",
	"hop": "hop", "box": "hop", "boxes": "hop", "chai": "chai", "bottle": "chai", "bottles": "chai", "goi": "goi", "tui": "tui", "lo": "lo",
	"jar": "lo", "jars": "lo", "con": "con", "cay": "cay", "cai": "cai",
}

// inBulk are the units that no package is told in.
var inBulk = []measure.Unit{"tan", "ta", "yen"}

// packedIn stand before the size of a package.
var packedIn = []string{"tui", "thung", "hop", "chai", "goi", "bao", "lo", "bich", "khay", "can", "binh", "hu", "loai", "bag", "pack", "box", "jar"}

// leastWholesale is how much below a tạ is no package.
const leastWholesale = 20_000

// amountAt reads an amount to buy from a lexeme on; end is at where there is none.
func amountAt(words []lexeme, at int) (amount measure.Amount, unit measure.Unit, end int) {
	r := &reader{words, at}
	number := r.figure()
	if number == "" {
		return 0, "", at
	}
	typed := r.peek()
	unit, known := wholesale[typed.text]
	amount, err := measure.ParseAmount(plain(number))
	if !known || err != nil || amount == 0 || typed.typed == "tá" {
		return 0, "", at
	}
	r.next()
	if !slices.Contains(inBulk, unit) && (amount < leastWholesale || slices.Contains(packedIn, wordBefore(words, at))) {
		return 0, "", at
	}
	return amount, unit, r.at
}

// wordBefore is the word that stands before one, folded.
func wordBefore(words []lexeme, at int) string {
	for at--; at >= 0; at-- {
		if words[at].text != "" {
			return words[at].text
		}
	}
	return ""
}

// plain writes a number as one reads it here: 1.000 is a thousand, 1,5 one and a half.
func plain(number string) string {
	fraction := ""
	if at := strings.LastIndexAny(number, ".,"); at >= 0 && len(number)-at != 4 {
		number, fraction = number[:at], "."+number[at+1:]
	}
	return strings.NewReplacer(".", "", ",", "").Replace(number) + fraction
}
