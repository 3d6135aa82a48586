package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lienket/api/measure"
	"lienket/search"
)

// mostMonths is how many months a query may ask for.
const mostMonths = 12

// when is a month as people name it: one of a number, of a year if that is said, or
// counted from the present one.
type when struct {
	month, year int // month is 0 for one that is counted
	ahead       int // months after the present one, or after the one that is named
	years       int // after the present year, where relative
	relative    bool
}

// of is the month in a year that is not said.
func (w when) of(year int) measure.Month { return measure.MonthAt(year, w.month).Add(w.ahead) }

// fixed is the month where it is counted or its year is said; false if it is one of each
// year.
func (w when) fixed(now measure.Month) (measure.Month, bool) {
	year, _ := now.Split()
	switch {
	case w.month == 0:
		return now.Add(w.ahead), true
	case w.relative:
		return w.of(year + w.years), true
	case w.year > 0:
		return w.of(w.year), true
	}
	return "", false
}

// span is the months from one to another, both included.
type span struct{ first, last when }

// nextMonth is the one after the present, thisMonth the present one.
var nextMonth, thisMonth = span{when{ahead: 1}, when{ahead: 1}}, span{}

// bounds are the first and the last month. Of two of each year they are the first that
// are not past as a whole: in November quý 4 is this one, and so is in January tháng 11
// đến tháng 2.
func (s span) bounds(now measure.Month) (first, last measure.Month) {
	first, firstFixed := s.first.fixed(now)
	last, lastFixed := s.last.fixed(now)
	switch {
	case firstFixed && lastFixed && s.first.month > 0:
		return first, max(first, last) // of one that ends before it begins the beginning is meant
	case firstFixed && lastFixed:
		return first, last
	case firstFixed:
		return first, s.last.notBefore(first)
	case lastFixed:
		// "tháng 11 đến tháng 2/2027": the year is that of the last.
		year, _ := last.Split()
		if first = s.first.of(year); first > last {
			first = s.first.of(year - 1)
		}
		return first, last
	}
	year, _ := now.Split()
	for _, year := range []int{year - 1, year, year + 1} {
		first = s.first.of(year)
		if last = s.last.notBefore(first); last >= now {
			break
		}
	}
	return first, last
}

// notBefore is the first of each year's that is not before a month.
func (w when) notBefore(month measure.Month) measure.Month {
	year, _ := month.Split()
	if at := w.of(year); at >= month {
		return at
	}
	return w.of(year + 1)
}

// months are those of the span that are not past, at most mostMonths.
func (s span) months(now measure.Month) []measure.Month {
	first, last := s.bounds(now)
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

// isWord tells letters from digits, signs and blanks.
func (l lexeme) isWord() bool {
	first, _ := utf8.DecodeRuneInString(l.typed)
	return unicode.IsLetter(first)
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
func (r *reader) skip(lists ...words) bool {
	start := r.at
	for _, list := range lists {
		if !list[r.peek().typed] {
			r.at = start
			return false
		}
		r.next()
	}
	return true
}

// number takes a whole number within bounds, which is no part of a word or an amount:
// "mỗi tháng 1,5 tấn".
func (r *reader) number(least, most int) (int, bool) {
	start := r.at
	n, err := strconv.Atoi(r.peek().text)
	if err != nil || n < least || n > most {
		return 0, false
	}
	r.next()
	if r.at < len(r.words) && r.words[r.at].isWord() {
		r.at = start
		return 0, false
	}
	end := r.at
	r.at--
	amount := r.figure()
	if _, unit := wholesale[r.peek().typed]; unit && r.at > end && amount != "" {
		r.at = start
		return 0, false
	}
	r.at = end
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

// words are some that mean the same, as they are written and without their marks; typed
// with other marks they are others: "sáu" is not "sau".
type words map[string]bool

func wordsOfLine(marked string) words {
	all := words{}
	for word := range strings.FieldsSeq(marked) {
		all[word] = true
		if folded := search.Fold(word); folded != "" {
			all[folded] = true
		}
	}
	return all
}

// exactly are words that mean something else without their marks.
func exactly(marked string) words {
	all := words{}
	for word := range strings.FieldsSeq(marked) {
		all[word] = true
	}
	return all
}

var (
	leadWords      = union(wordsOfLine("từ trong vào giao giữa cuối khoảng dịp"), exactly("đầu"))
	englishLeads   = wordsOfLine("in from by during until early mid late")
	beforeWords    = exactly("trước before")
	afterWords     = exactly("sau after")
	untilWords     = wordsOfLine("- – đến tới to until till through")
	andWords       = wordsOfLine(", ; và and & +")
	monthWords     = wordsOfLine("tháng month")
	yearWords      = wordsOfLine("năm")
	quarterWords   = exactly("quý quarter")
	quarterUnsure  = exactly("quy") // "bánh quy"
	nextWords      = wordsOfLine("sau tới")
	thisWords      = exactly("này nay")
	everyWords     = wordsOfLine("mỗi hằng một 1 per a each every /")
	goodsWords     = wordsOfLine("hàng") // of each month, or goods
	monthNames     = strings.Fields("january february march april may june july august september october november december")
	monthNumbers   = strings.Fields("một hai ba tư năm sáu bảy tám chín mười")
	quarterNumbers = strings.Fields("i ii iii iv")
)

func union(a, b words) words {
	for word := range b {
		a[word] = true
	}
	return a
}

// spansAt reads months from a lexeme on: one, from one to another, or a list of
// them. end is at where there are none.
func spansAt(lexemes []lexeme, at int) (spans []span, end int) {
	if lexemes[at].text == "" {
		return nil, at
	}
	r := &reader{lexemes, at}
	before, after := r.skip(beforeWords), r.skip(afterWords)
	inEnglish := r.skip(englishLeads)
	led := r.skip(leadWords) || inEnglish || before || after
	s, ok := r.span(led, inEnglish)
	if !ok {
		return nil, at
	}
	switch {
	case before:
		s.first, s.last.ahead = when{}, s.last.ahead-1
	case after:
		s = span{s.last, s.last}
		s.first.ahead, s.last.ahead = s.first.ahead+1, s.last.ahead+1
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
			return ofOneYear(spans), start
		}
		if s, ok = r.another(); !ok {
			return ofOneYear(spans), start
		}
	}
}

// ofOneYear gives those of a list whose year is not said that of the one after them:
// "tháng 1, 2 và 3/2028".
func ofOneYear(spans []span) []span {
	for i := len(spans) - 2; i >= 0; i-- {
		s, next := &spans[i], spans[i+1].first
		if s.first.month == 0 || s.last.month == 0 || s.first.year+s.last.year > 0 || s.first.relative || next.year == 0 {
			continue
		}
		s.first.year, s.last.year = next.year, next.year
		if s.last.month > next.month {
			s.first.year, s.last.year = next.year-1, next.year-1
		}
	}
	return spans
}

// another reads months after the first, of which the number may stand alone: "tháng
// 1 đến 3", but not "tháng 1, 10 hộp".
func (r *reader) another() (span, bool) {
	start := r.at
	r.skip(leadWords)
	if s, ok := r.span(true, true); ok {
		return s, true
	}
	if n, ok := r.number(1, 12); ok && !r.isCounted() {
		return r.dated(n, n), true
	}
	r.at = start
	return span{}, false
}

// isCounted tells that what stands next is counted: a unit, a package or stars.
func (r *reader) isCounted() bool {
	next := r.peek().typed
	_, unit := wholesale[next]
	return unit || packedIn[next] || slices.Contains([]string{"sao", "star", "stars", "quả", "trái", "chục"}, next)
}

// isMeasured tells that a unit of mass or volume stands next, or stars.
func (r *reader) isMeasured() bool {
	next := r.peek().typed
	unit := wholesale[next]
	base, _ := unitOf(next)
	return unit.Dimension() == measure.Mass && next != "yen" || unit.Dimension() == measure.Volume || (base == "g" || base == "ml") && next != "can" ||
		slices.Contains([]string{"sao", "star", "stars"}, next)
}

// span reads a month or a quarter; led tells that a word before it shows that a time is
// told, inEnglish that it is an English one.
func (r *reader) span(led, inEnglish bool) (span, bool) {
	start := r.at
	if r.skip(monthWords) {
		if n, ok := r.monthNumber(); ok && !r.isMeasured() {
			return r.dated(n, n), true
		}
		r.at = start
		r.next()
		if r.skip(nextWords) {
			return nextMonth, true
		}
		if r.skip(thisWords) {
			return thisMonth, true
		}
	}
	r.at = start
	switch {
	case r.skip(wordsOfNext, monthWords):
		return nextMonth, true
	case r.skip(wordsOfThis, monthWords):
		return thisMonth, true
	case r.skip(quarterWords), r.skip(quarterUnsure):
		unsure := quarterUnsure[wordBefore(r.words, r.at)]
		n, ok := r.number(1, 4)
		if roman := slices.Index(quarterNumbers, r.peek().text); !ok && roman >= 0 {
			r.next()
			n, ok = roman+1, true
		}
		if ok && !r.isCounted() {
			if s := r.dated(3*n-2, 3*n); led || !unsure || s.first.year > 0 {
				return s, true
			}
		}
	case slices.Contains(monthNames, r.peek().typed):
		n := slices.Index(monthNames, r.peek().typed) + 1
		r.next()
		if s := r.dated(n, n); n != 5 || inEnglish || s.first.year > 0 { // "may" is another word too
			return s, true
		}
	case r.peek().text == "t": // "t1/2027"
		r.next()
		if n, ok := r.number(1, 12); ok && r.words[r.at-2].text == "t" {
			if s := r.dated(n, n); led || s.first.year > 0 {
				return s, true
			}
		}
	}
	r.at = start
	return span{}, false
}

var wordsOfNext, wordsOfThis = exactly("next"), exactly("this")

// monthNumber takes the number of a month, in figures or as a word with its marks.
func (r *reader) monthNumber() (int, bool) {
	if n, ok := r.number(1, 12); ok {
		return n, true
	}
	switch typed := r.peek().typed; typed {
	case "giêng":
		r.next()
		return 1, true
	case "chạp":
		r.next()
		return 12, true
	default:
		n := slices.Index(monthNumbers, typed) + 1
		if n == 0 {
			return 0, false
		}
		r.next()
		if more := slices.Index(monthNumbers, r.peek().typed) + 1; n == 10 && (more == 1 || more == 2) {
			r.next()
			n += more
		}
		return n, true
	}
}

// dated is a span of months by their numbers, of the year that follows if one does.
func (r *reader) dated(first, last int) span {
	start := r.at
	s := span{when{month: first}, when{month: last}}
	slash := r.skip(slashWords)
	named := !slash && r.skip(yearWords)
	year, ok := r.number(2020, 2099)
	if short, is := 0, false; !ok && slash {
		if short, is = r.number(20, 99); is {
			year, ok = 2000+short, true
		}
	}
	switch {
	case ok:
		s.first.year, s.last.year = year, year
	case named && r.skip(nextWords):
		s.first.relative, s.last.relative, s.first.years, s.last.years = true, true, 1, 1
	case named && r.skip(thisWords):
		s.first.relative, s.last.relative = true, true
	default:
		r.at = start
	}
	return s
}

var slashWords = exactly("/ - . of")

// everyMonthAt reads that an amount is one of each month: "/tháng"; end is at where
// it is not. "hàng tháng 12" is rather goods in December, "hàng tháng 12 tấn" is not.
func everyMonthAt(lexemes []lexeme, at int) (end int) {
	r := &reader{lexemes, at}
	if lexemes[at].text == "" {
		return at
	}
	if r.skip(exactlyMonthly) || r.skip(everyWords, monthWords) {
		return r.at
	}
	if !r.skip(goodsWords, monthWords) {
		return at
	}
	end = r.at
	if _, isMonth := r.number(1, 12); isMonth && !r.isCounted() {
		return at
	}
	return end
}

var exactlyMonthly = exactly("monthly")
