package sheet

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// tcvn3 are the letters of the bytes from 0xA1 on in TCVN 5712:1993 (VN3), the
// encoding of the .VnTime fonts; a space is none. Their capitals with tone marks
// are lower case in another font, and so are read.
var tcvn3 = []rune("ĂÂÊÔƠƯĐăâêôơưđ" + "      " + "àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ ")

// decodeText finds how the text of a CSV file is encoded. Bytes that are not
// Unicode are Windows-1258 or TCVN3 where they make Vietnamese words in only one
// of these; ok is false where they do in both or in none.
func decodeText(data []byte) (decoded string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data[2:], binary.BigEndian)
	case len(data) > 3 && data[0] != 0 && data[1] == 0:
		return decodeUTF16(data, binary.LittleEndian)
	case len(data) > 3 && data[0] == 0 && data[1] != 0:
		return decodeUTF16(data, binary.BigEndian)
	}
	if utf8.Valid(data) {
		return norm.NFC.String(string(data)), true
	}
	windows, windowsOK := decode1258(data)
	tcvn, tcvnOK := decodeTCVN3(data)
	switch {
	case windowsOK && !tcvnOK:
		return windows, true
	case tcvnOK && !windowsOK:
		return tcvn, true
	}
	return "", false
}

func decodeUTF16(data []byte, order binary.ByteOrder) (string, bool) {
	if len(data)%2 != 0 {
		return "", false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	decoded := string(utf16.Decode(units))
	return norm.NFC.String(decoded), !strings.ContainsRune(decoded, utf8.RuneError)
}

func decode1258(data []byte) (string, bool) {
	decoded, err := charmap.Windows1258.NewDecoder().Bytes(data)
	if err != nil {
		return "", false
	}
	composed := norm.NFC.String(string(decoded))
	return composed, isVietnamese(composed)
}

func decodeTCVN3(data []byte) (string, bool) {
	var decoded strings.Builder
	for _, b := range data {
		switch {
		case b < 0x80:
			decoded.WriteByte(b)
		case b < 0xa1 || int(b-0xa1) >= len(tcvn3) || tcvn3[b-0xa1] == ' ':
			return "", false
		default:
			decoded.WriteRune(tcvn3[b-0xa1])
		}
	}
	return decoded.String(), isVietnamese(decoded.String())
}

// marked are the vowels with a tone mark, and letters are all that Vietnamese
// adds to ASCII.
const (
	marked  = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
	letters = marked + "ăâêôơưđ"
)

// isVietnamese reports whether all that is not ASCII are Vietnamese letters and
// usual punctuation, and no word has two tones: every syllable has one at most.
func isVietnamese(text string) bool {
	tones := 0
	for _, r := range text {
		lower := unicode.ToLower(r)
		switch {
		case r < 0x80:
			if !unicode.IsLetter(r) {
				tones = 0
			}
		case strings.ContainsRune(letters, lower):
			if strings.ContainsRune(marked, lower) {
				tones++
			}
			if tones > 1 {
				return false
			}
		case strings.ContainsRune("–—‘’“”…•", r):
			tones = 0
		default:
			return false
		}
	}
	return true
}

// typedInLegacyFont reports whether Unicode text shows the wrong letters that
// come of typing in TCVN3: signs such as ¸ or ­ within a word, "Hîp t¸c x·".
func typedInLegacyFont(text string) bool {
	const signs = "¡¢£¤¥¦¨ª¬\u00adµ¶¸¹¼½¾"
	const alsoUsed = "©®·«»§"
	before := ' '
	for i, r := range text {
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		switch {
		case r < 0x80:
		case strings.ContainsRune(signs, r) && (isASCIILetter(before) || before == ' ' && isASCIILetter(after) && r != 'µ'):
			return true
		case strings.ContainsRune(alsoUsed, r) && isASCIILetter(before) && isASCIILetter(after):
			return true
		case strings.ContainsRune("®·", r) && (before == ' ' && isLatin1(after) || r == '·' && isASCIILetter(before) && (after == ' ' || after == utf8.RuneError)):
			return true
		}
		before = r
	}
	return false
}

func isASCIILetter(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }

func isLatin1(r rune) bool { return r >= 0xa1 && r <= 0xff }
