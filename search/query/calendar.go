package query

import (
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"lienket/api/measure"
	"lienket/search"
)

// mostMonths is how many months a query may ask for.
const mostMonths = 12

// when is a month as people name it: the next one of that number, the one of a year,
// or one counted from the present.
type when struct {
	month, year int // month is 0 for one that is counted
	ahead       int
}

// from is the month that is meant, the first that is not before another.
func (w when) from(first measure.Month) measure.Month {
	if w.month == 0 {
		return first.Add(w.ahead)
	}
	year, month := first.Split()
	switch {
	case w.year > 0:
		year = w.year
	case w.month < month:
		year++
	}
	return measure.MonthAt(year, w.month)
}

// span is the months from one to another, both included.
type span struct{ first, last when }

// nextMonth is the one after the present, thisMonth the present one.
var nextMonth, thisMonth = span{when{ahead: 1}, when{ahead: 1}}, span{}

// months are those of the span that are not past, at most mostMonths.
func (s span) months(now measure.Month) []measure.Month {
	first := s.first.from(now)
	last := first
	switch {
	case s.last.month == 0:
		last = s.last.from(now)
	case s.last.year > 0 && s.first.year == 0 && s.first.month > 0:
		// "tháng 11 đến tháng 2/2027": the year is that of the last.
		last = s.last.from(now)
		if first = measure.MonthAt(s.last.year, s.first.month); first > last {
			first = first.Add(-12)
		}
	default:
		last = s.last.from(first)
	}
	var all []measure.Month
	for month := max(first, now); month <= last && len(all) < mostMonths; month = month.Add(1) {
		all = append(all, month)
	}
	return all
}

// lexeme is a word, digits, one sign, or blanks.
type lexeme struct {
	from, to    int
	typed, text string // text is folded; both are "" for blanks
}

func lexed(text string) []lexeme {
	kind := func(r rune) int {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			return 1
		case unicode.IsDigit(r):
			return 2
		case unicode.IsSpace(r):
			return 3
		}
		return 0
	}
	var all []lexeme
	last := 0
	for at, r := range text {
		if k := kind(r); k == 0 || k != last {
			all, last = append(all, lexeme{from: at}), k
		}
		one := &all[len(all)-1]
		one.to = at + utf8.RuneLen(r)
	}
	for i := range all {
		one := &all[i]
		if first, _ := utf8.DecodeRuneInString(text[one.from:]); kind(first) == 3 {
			continue
		}
		one.typed = text[one.from:one.to]
		if one.text = search.Fold(one.typed); one.text == "" {
			one.text = one.typed // a sign
		}
	}
	return all
}

// reader goes along lexemes, past blanks.
type reader struct {
	words []lexeme
	at    int
}

func (r *reader) peek() lexeme {
	for at := r.at; at < len(r.words); at++ {
		if r.words[at].text != "" {
			return r.words[at]
		}
	}
	return lexeme{}
}

func (r *reader) next() {
	for r.at < len(r.words) && r.words[r.at].text == "" {
		r.at++
	}
	r.at = min(r.at+1, len(r.words))
}

// skip goes past the words if they stand next, one of each list after the other.
func (r *reader) skip(lists ...[]string) bool {
	start := r.at
	for _, list := range lists {
		if !slices.Contains(list, r.peek().text) {
			r.at = start
			return false
		}
		r.next()
	}
	return true
}

// number takes a whole number within bounds.
func (r *reader) number(least, most int) (int, bool) {
	n, err := strconv.Atoi(r.peek().text)
	if err != nil || n < least || n > most {
		return 0, false
	}
	r.next()
	return n, true
}

// figure takes digits with the separators between them; "" if no number begins here.
func (r *reader) figure() string {
	isDigits := func(at int) bool {
		return at < len(r.words) && r.words[at].text != "" && r.words[at].text[0] >= '0' && r.words[at].text[0] <= '9'
	}
	if !isDigits(r.at) {
		return ""
	}
	figure := r.words[r.at].text
	for r.at++; r.at+1 < len(r.words) && (r.words[r.at].text == "." || r.words[r.at].text == ",") && isDigits(r.at+1); r.at += 2 {
		figure += r.words[r.at].text + r.words[r.at+1].text
	}
	return figure
}

// Words around months, folded.
var (
	leadWords      = []string{"tu", "trong", "vao", "giao", "dau", "giua", "cuoi", "truoc", "sau", "khoang", "dip", "in", "from", "by", "during", "before", "after", "late", "early", "mid"}
	untilWords     = []string{"-", "–", "den", "toi", "to", "until", "till", "through"}
	andWords       = []string{",", ";", "va", "and", "&", "+"}
	monthWords     = []string{"thang", "month"}
	monthNames     = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	quarterWords   = []string{"quy", "quarter"}
	quarterNumbers = []string{"i", "ii", "iii", "iv"}
	nextWords      = []string{"sau", "toi"}
	thisWords      = []string{"nay"}
	everyWords     = []string{"moi", "hang", "mot", "1", "per", "a", "each", "every", "/"}
)

// spansAt reads months from a lexeme on: one, from one to another, or a list of
// them. end is at where there are none.
func spansAt(words []lexeme, at int) (spans []span, end int) {
	if words[at].text == "" {
		return nil, at
	}
	r := &reader{words, at}
	led := r.skip(leadWords)
	s, ok := r.span(led)
	if !ok {
		return nil, at
	}
	for {
		if start := r.at; r.skip(untilWords) {
			if last, ok := r.another(); ok {
				s.last = last.last
			} else {
				r.at = start
			}
		}
		spans = append(spans, s)
		start := r.at
		if !r.skip(andWords) {
			return spans, start
		}
		if s, ok = r.another(); !ok {
			return spans, start
		}
	}
}

// another reads months after the first, of which the number may stand alone: "tháng
// 1 đến 3", but not "tháng 1, 2 kg".
func (r *reader) another() (span, bool) {
	start := r.at
	r.skip(leadWords)
	if s, ok := r.span(true); ok {
		return s, true
	}
	if n, ok := r.number(1, 12); ok && !r.isUnit() {
		return r.dated(n, n), true
	}
	r.at = start
	return span{}, false
}

// isUnit tells that a unit of mass or volume stands next, or stars.
func (r *reader) isUnit() bool {
	next := r.peek()
	base, _ := unitOf(next.typed)
	return slices.Contains([]string{"sao", "star", "stars"}, next.text) || base == "g" || base == "ml" || slices.Contains(inBulk, wholesale[next.text])
}

// span reads a month or a quarter; led tells that a word before it shows that a time
// is told.
func (r *reader) span(led bool) (span, bool) {
	start := r.at
	if r.skip(monthWords) {
		if n, ok := r.number(1, 12); ok && !r.isUnit() { // "mỗi tháng 5 tấn"
			return r.dated(n, n), true
		}
		if r.skip(nextWords) {
			return nextMonth, true
		}
		if r.skip(thisWords) {
			return thisMonth, true
		}
	}
	r.at = start
	switch {
	case r.skip([]string{"next"}, []string{"month"}):
		return nextMonth, true
	case r.skip([]string{"this"}, []string{"month"}):
		return thisMonth, true
	case r.skip(quarterWords):
		n, ok := r.number(1, 4)
		if roman := slices.Index(quarterNumbers, r.peek().text); !ok && roman >= 0 {
			r.next()
			n, ok = roman+1, true
		}
		if ok {
			return r.dated(3*n-2, 3*n), true
		}
	case r.skip(monthNames):
		n := slices.Index(monthNames, wordBefore(r.words, r.at)) + 1
		if s := r.dated(n, n); led || n != 5 || s.first.year > 0 { // "may" is another word too
			return s, true
		}
	case r.skip([]string{"t"}): // "t1/2027"
		if n, ok := r.number(1, 12); ok && r.words[r.at-2].text == "t" {
			if s := r.dated(n, n); led || s.first.year > 0 {
				return s, true
			}
		}
	}
	r.at = start
	return span{}, false
}

// dated is a span of months by their numbers, of the year that follows if one does.
func (r *reader) dated(first, last int) span {
	start := r.at
	r.skip([]string{"/", "-", ".", "nam", "of"})
	year, ok := r.number(2020, 2099)
	if !ok {
		r.at = start
	}
	return span{when{month: first, year: year}, when{month: last, year: year}}
}

// everyMonthAt reads that an amount is one of each month: "/tháng"; end is at where
// it is not.
func everyMonthAt(words []lexeme, at int) (end int) {
	r := &reader{words, at}
	if words[at].text == "" || !r.skip([]string{"monthly"}) && !r.skip(everyWords, monthWords) {
		return at
	}
	return r.at
}
