package account

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lienket/api/fault"
)

// Limits of the fields of an account.
const (
	MinPassword = 10 // characters
	MaxPassword = 128
	maxEmail    = 254 // RFC 5321, 4.5.3.1
	maxLocal    = 64
	maxName     = 120
)

// FoldEmail is the form under which an email is stored and looked up: without
// blanks around it, in lower case.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// The addresses that mail servers really give out: RFC 5322 dot-atoms in ASCII at
// a domain of at least two labels. Quoted local parts, comments and address
// literals are left out on purpose.
var emailForm = regexp.MustCompile(
	"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
		"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$")

func checkEmail(check *fault.Check, email string) {
	if len(email) > maxEmail {
		check.Add("email", "too_long", textEmailLong)
		return
	}
	check.That(emailForm.MatchString(email) && strings.IndexByte(email, '@') <= maxLocal,
		"email", "bad_email", textEmail)
}

// foldName composes the letters, so that names sort and match alike wherever
// they were typed, and joins runs of blanks.
func foldName(name string) string {
	return strings.Join(strings.Fields(norm.NFC.String(name)), " ")
}

func checkName(check *fault.Check, name string) {
	length := utf8.RuneCountInString(name)
	ok := utf8.ValidString(name) && length >= 1 && length <= maxName && !strings.ContainsFunc(name, unprintable)
	check.That(ok, "fullName", "bad_name", textName)
}

// unprintable finds what can deceive a reader: control characters and the
// invisible ones of format, such as a change of writing direction.
func unprintable(r rune) bool { return unicode.Is(unicode.C, r) }

var (
	phoneMarks = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "")
	// Mobiles have 10 digits; landlines, below 02, have 10 or 11.
	phoneForm = regexp.MustCompile(`^0(?:[1-9][0-9]{8}|2[0-9]{9})$`)
)

// foldPhone writes a number of Vietnam as 0912345678; "" stays "".
func foldPhone(phone string) (folded string, ok bool) {
	phone = phoneMarks.Replace(strings.TrimSpace(phone))
	if phone == "" {
		return "", true
	}
	if rest, abroad := strings.CutPrefix(phone, "+84"); abroad {
		phone = "0" + strings.TrimPrefix(rest, "0")
	}
	return phone, phoneForm.MatchString(phone)
}

// CheckPhone is the rule for an optional telephone number of Vietnam. It returns
// the number as 0912345678.
func CheckPhone(check *fault.Check, path, phone string) string {
	folded, ok := foldPhone(phone)
	check.That(ok, path, "bad_phone", textPhone)
	return folded
}

// foldPassword composes the letters (RFC 8265, OpaqueString): the same keys on
// two systems may give composed or decomposed Vietnamese letters.
func foldPassword(password string) string { return norm.NFC.String(password) }

func checkPassword(check *fault.Check, path, password, email, fullName string) {
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		check.Add(path, "bad_characters", textPasswordText)
		return
	}
	password = foldPassword(password)
	switch length := utf8.RuneCountInString(password); {
	case length < MinPassword:
		check.Add(path, "too_short", textPasswordShort.With(MinPassword))
		return
	case length > MaxPassword:
		check.Add(path, "too_long", textPasswordLong.With(MaxPassword))
		return
	}
	plain := strings.ToLower(strings.TrimSpace(password))
	local, _, _ := strings.Cut(email, "@")
	switch {
	case plain == email || plain == local || plain == strings.ToLower(fullName):
		check.Add(path, "is_name", textPasswordEmail)
	case obvious(plain):
		check.Add(path, "too_obvious", textPasswordObvious)
	}
}

// commonPasswords are those of ten characters and more that lists of leaked ones,
// Vietnamese ones too, have near their top and that obvious's rules let through.
var commonPasswords = []string{
	"1q2w3e4r5t", "1qaz2wsx3edc", "123456789a", "123456789q", "a123456789", "aa123456789",
	"abc123456789", "abcd123456", "asdf123456", "asdfghjkl1", "abcdefghij1", "iloveyou123", "iloveyou12",
	"password12", "password123", "password1234", "password1!", "passw0rd123", "p@ssw0rd123", "p@ssword123",
	"qwerty1234", "qwerty12345", "qwerty123456", "qwertyuiop1", "welcome123", "welcome1234", "admin12345",
	"admin123456", "administrator", "changeme123", "letmein1234", "matkhau123", "matkhau1234", "matkhau12345",
	"matkhau@123", "anhyeuem123", "emyeuanh123", "khongbiet123", "vietnam123", "vietnam2026", "hoptacxa123",
	"quantri123", "quantrivien", "conyeubame", "lienket123", "lienket1234",
}

var keyRows = []string{"01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"}

// obvious finds passwords that a guesser tries first: leaked ones, fewer than
// five different characters, runs of the alphabet or the keyboard, one word
// repeated.
func obvious(password string) bool {
	if slices.Contains(commonPasswords, password) {
		return true
	}
	runes := []rune(password)
	different := make(map[rune]bool, len(runes))
	for _, r := range runes {
		different[r] = true
	}
	return len(different) < 5 || keyRun(password) || repeated(runes)
}

// keyRun reports whether all of password lies along one row, either way.
func keyRun(password string) bool {
	runes := []rune(password)
	slices.Reverse(runes)
	backward := string(runes)
	return slices.ContainsFunc(keyRows, func(row string) bool {
		endless := strings.Repeat(row, MaxPassword/len(row)+2)
		return strings.Contains(endless, password) || strings.Contains(endless, backward)
	})
}

// repeated reports whether a piece of at most five characters makes up the whole.
func repeated(runes []rune) bool {
	for size := 1; size <= 5; size++ {
		whole := len(runes)%size == 0
		for i := size; whole && i < len(runes); i++ {
			whole = runes[i] == runes[i-size]
		}
		if whole {
			return true
		}
	}
	return false
}
