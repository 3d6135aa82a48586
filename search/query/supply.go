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
	// Past tells that months are named and all of them are past.
	Past bool
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
	r.Supply.Past = len(r.said.months) > 0 && len(r.Supply.Months) == 0
	if r.said.amount != "" && !r.Supply.Past {
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
	lexemes := lexed(text)
	taken := make([]bool, len(lexemes))
	take := func(from, to int) string {
		for i := from; i < to; i++ {
			taken[i] = true
		}
		return strings.TrimSpace(text[lexemes[from].from:lexemes[to-1].to])
	}
	monthly := ""
	for at := 0; at < len(lexemes); at++ {
		if end := everyMonthAt(lexemes, at); end > at {
			monthly = take(at, end)
			at = end - 1
		} else if spans, end := spansAt(lexemes, at); end > at {
			r.said.months = append(r.said.months, saidMonths{take(at, end), spans})
			at = end - 1
		}
	}
	amounts := amountsIn(lexemes, taken)
	if monthly != "" && len(r.said.months) == 0 && len(amounts) > 0 { // from the next one on
		r.said.months = []saidMonths{{monthly, []span{nextMonth}}}
	}
	if len(r.said.months) == 0 {
		return text
	}
	if len(amounts) == 1 && !skip(KindAmount) {
		one := amounts[0]
		r.Supply.Amount, r.Supply.Unit, r.said.amount = one.amount, one.unit, take(one.from, one.to)
	}
	var rest strings.Builder
	joins := false // a word that joined what is taken to what follows goes with it
	for i, one := range lexemes {
		switch {
		case taken[i], joins && andWords[one.typed]:
			rest.WriteByte(' ')
			joins = true
		default:
			rest.WriteString(text[one.from:one.to])
			joins = joins && one.text == ""
		}
	}
	r.Supply.Beside = strings.Join(strings.Fields(rest.String()), " ")
	return rest.String()
}

// amountFound is an amount with its lexemes.
type amountFound struct {
	amount   measure.Amount
	unit     measure.Unit
	from, to int
}

// amountsIn are the amounts in what is not taken. Of several it is not said which is
// wanted when.
func amountsIn(lexemes []lexeme, taken []bool) (all []amountFound) {
	for at := 0; at < len(lexemes); at++ {
		if amount, unit, end := amountAt(lexemes, at); end > at && !taken[at] {
			all = append(all, amountFound{amount, unit, at, end})
			at = end - 1
		}
	}
	return all
}

// wholesale are the units that amounts to buy are told in, as they are typed.
var wholesale = unitsOf(map[measure.Unit]string{
	"tan": "tấn t ton tons tonne tonnes", "ta": "tạ", "yen": "yến", "kg": "kg kgs ký kí kilo kilos kilogram kilograms", "lit": "lít l liter liters litre litres",
	"hop": "hộp box boxes", "chai": "chai bottle bottles", "goi": "gói", "tui": "túi", "lo": "lọ jar jars", "con": "con", "cay": "cây", "cai": "cái",
})

func unitsOf(typed map[measure.Unit]string) map[string]measure.Unit {
	all := map[string]measure.Unit{"cân": "kg"} // "can" is another word
	for unit, line := range typed {
		for word := range wordsOfLine(line) {
			all[word] = unit
		}
	}
	return all
}

// inBulk are the units that no package is told in.
var inBulk = []measure.Unit{"tan", "ta", "yen"}

// packedIn stand before the size of a package.
var packedIn = wordsOfLine("túi thùng hộp chai gói bao lọ bịch khay can bình hũ loại sọt kiện bag pack box jar")

// leastWholesale is how much below a tạ is no package.
const leastWholesale = 20_000

// amountAt reads an amount to buy from a lexeme on; end is at where there is none.
func amountAt(lexemes []lexeme, at int) (amount measure.Amount, unit measure.Unit, end int) {
	r := &reader{lexemes, at}
	number := r.figure()
	if number == "" || at > 0 && lexemes[at-1].isWord() {
		return 0, "", at
	}
	unit, known := wholesale[r.peek().typed]
	amount, err := measure.ParseAmount(plain(number))
	if !known || err != nil || amount == 0 {
		return 0, "", at
	}
	r.next()
	if !slices.Contains(inBulk, unit) && (amount < leastWholesale || packedIn[wordBefore(lexemes, at)]) {
		return 0, "", at
	}
	return amount, unit, r.at
}

// wordBefore is the word that stands before one, as typed.
func wordBefore(lexemes []lexeme, at int) string {
	for at--; at >= 0; at-- {
		if lexemes[at].text != "" {
			return lexemes[at].typed
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
