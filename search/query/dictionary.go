package query

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lienket/search"
)

//go:embed dictionary.csv
var dictionaryCSV string

// Kinds of what a query is understood to say. The first four are those of the
// dictionary's lines as well.
const (
	KindName   = "name"   // names of one good
	KindMark   = "mark"   // Code is that of the quality mark
	KindGroup  = "group"  // Code is that of the group
	KindIntent = "intent" // what the asker is about; drops out
	KindPlace  = "place"  // Code is that of the area
	KindSize   = "size"   // Code is the amount in its base unit: 500g
	KindStars  = "stars"  // Code is the least number
	KindPrice  = "price"  // Code is the highest price
	KindTyping = "typing" // Code is what was meant by the keys
	KindMonth  = "month"  // Code are the months, commas between: 2027-01; "" if they are past
	KindAmount = "amount" // Code is what is wanted in each month, with its unit: 5 tan
)

// Kinds are all of them that an asker may undo.
var Kinds = []string{KindMark, KindGroup, KindIntent, KindPlace, KindSize, KindStars, KindPrice, KindTyping, KindMonth, KindAmount}

// kindElsewhere are the dictionary's lines of places that are no areas of the register.
const kindElsewhere = "elsewhere"

// kindShort are the dictionary's lines of short forms; the code is what they stand for.
const kindShort = "short"

// phrase is an entry of the table that queries are read with.
type phrase struct {
	kind, code string
	// marked is the phrase as written, if it counts only when typed so or without
	// any marks; "" if marks do not matter.
	marked string
	words  int
}

// class is a set of names of one good.
type class struct {
	names []string
	whole bool // hides the names within
	there bool // what they name is sold at its place only
	gift  bool // they tell of what is packed as a present
	role  role
}

// Dictionary is the table of words behind an Analyzer. It is immutable.
type Dictionary struct {
	phrases map[string][]phrase // by folded text
	classes []class
	byName  map[string][]int  // classes, by a name in lower case
	short   map[string]string // what short forms stand for, by folded text
	packed  []string          // phrases for how something is packed
	longest int               // words of the longest phrase or name
}

// LoadDictionary reads the dictionary that the program carries.
func LoadDictionary() (*Dictionary, error) { return ParseDictionary(dictionaryCSV) }

// ParseDictionary reads lines of kind, code and phrases with | between; a line
// that begins with # is a comment. docs/search.md describes the kinds.
func ParseDictionary(text string) (*Dictionary, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comment, reader.FieldsPerRecord = '#', 3
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the dictionary: %w", err)
	}
	d := &Dictionary{phrases: map[string][]phrase{}, byName: map[string][]int{}, short: map[string]string{}}
	for _, row := range rows {
		kind, code, phrases := row[0], row[1], strings.Split(row[2], "|")
		if !slices.Contains([]string{KindName, KindMark, KindGroup, KindIntent, kindElsewhere, kindShort}, kind) {
			return nil, fmt.Errorf("the dictionary has a line of the unknown kind %q", kind)
		}
		for i, text := range phrases {
			phrases[i] = lower(strings.TrimSpace(text))
			if search.Fold(text) == "" {
				return nil, fmt.Errorf("the dictionary has an empty phrase: %q", row)
			}
			d.longest = max(d.longest, len(search.Words(text)))
		}
		if _, ok := roles[code]; kind == KindName && !ok {
			return nil, fmt.Errorf("the dictionary has names of the unknown code %q", code)
		}
		if kind == KindName {
			for _, name := range phrases {
				d.byName[name] = append(d.byName[name], len(d.classes))
			}
			d.classes = append(d.classes, class{phrases, code == "whole" || code == "other", code == "there", code == "gift", roles[code]})
			continue
		}
		for _, text := range phrases {
			if kind == kindShort {
				d.short[text] = code
				continue
			}
			if code == packaging && !isEnglish(text) {
				d.packed = append(d.packed, text)
			}
			d.add(text, phrase{kind: kind, code: code, marked: text})
		}
	}
	return d, nil
}

// roles of the codes that a line of names may have; otherwise it names a good.
var roles = map[string]role{"": good, "whole": good, "there": good, "head": head, "part": property, "gift": property, "other": foreign}

// roleOf is the widest role that a name has in its classes: what is a good in one
// of them is one.
func (d *Dictionary) roleOf(name string) role {
	widest := foreign
	for _, number := range d.byName[name] {
		widest = min(widest, d.classes[number].role)
	}
	return widest
}

func (d *Dictionary) add(text string, p phrase) {
	folded := search.Fold(text)
	p.words = strings.Count(folded, " ") + 1
	d.longest = max(d.longest, p.words)
	d.phrases[folded] = append(d.phrases[folded], p)
}

// Synonyms are what else people call what name says: the name with a part of it
// in other words. Some hide the names within: who sells "hồng trà" sells no "hồng".
func (d *Dictionary) Synonyms(name string) []string {
	words := strings.FieldsFunc(lower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	all := d.english(words)
	for at := 0; at < len(words); {
		step := 1
		for length := min(d.longest, len(words)-at); length > 0; length-- {
			part := strings.Join(words[at:at+length], " ")
			found := d.byName[part]
			if len(found) == 0 {
				continue
			}
			for _, number := range found {
				for _, other := range d.classes[number].names {
					if other == part {
						continue
					}
					whole := slices.Concat(words[:at], []string{other}, words[at+length:])
					all = append(all, strings.Join(whole, " "))
				}
			}
			if slices.ContainsFunc(found, func(number int) bool { return d.classes[number].whole }) {
				step = length
				break
			}
		}
		at += step
	}
	return all
}

func lower(text string) string { return strings.ToLower(norm.NFC.String(text)) }
