package media

import (
	"bytes"
	"path"
	"strings"

	"lienket/api/fault"
)

// MaxBytes is the size of the largest file that is taken.
const MaxBytes = 10 << 20

// Kind is what a file is.
type Kind string

// The kinds of files that are known.
const (
	Unknown Kind = ""
	JPEG    Kind = "image/jpeg"
	PNG     Kind = "image/png"
	WebP    Kind = "image/webp"
	PDF     Kind = "application/pdf"
)

var names = map[Kind]string{JPEG: "JPEG", PNG: "PNG", WebP: "WebP", PDF: "PDF"}

var extensions = map[string]Kind{".jpg": JPEG, ".jpeg": JPEG, ".jpe": JPEG, ".jfif": JPEG, ".png": PNG, ".webp": WebP, ".pdf": PDF}

// Extension is that of a file's name, with its dot.
func (k Kind) Extension() string {
	return map[Kind]string{JPEG: ".jpg", PNG: ".png", WebP: ".webp", PDF: ".pdf"}[k]
}

// Upload is a file as it was sent. Name and Type are the sender's words.
type Upload struct {
	Name string
	Type string
	Data []byte
}

// sniff tells what a file is by how it begins.
func sniff(data []byte) Kind {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return WebP
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return PDF
	}
	return Unknown
}

// claimed is what the sender says that the file is: its type where that is one we
// know, else its name's extension.
func (u Upload) claimed() Kind {
	kind, _, _ := strings.Cut(strings.ToLower(u.Type), ";")
	kind = strings.Replace(strings.TrimSpace(kind), "image/jpg", string(JPEG), 1)
	if _, known := names[Kind(kind)]; known {
		return Kind(kind)
	}
	return extensions[strings.ToLower(path.Ext(u.Name))]
}

// check is what kind of file it is: one of the kinds wanted, of no more than
// MaxBytes, and what it says that it is. Errors name the field file.
func (u Upload) check(other fault.Text, wanted ...Kind) (Kind, error) {
	if len(u.Data) == 0 {
		return Unknown, fault.Invalid("file", "required", fault.Required)
	}
	if len(u.Data) > MaxBytes {
		text := textTooLarge.With(MaxBytes >> 20)
		return Unknown, fault.New(fault.TooLarge, text).WithField("file", "too_large", text)
	}
	is := sniff(u.Data)
	found := false
	for _, kind := range wanted {
		found = found || kind == is
	}
	if !found {
		return Unknown, fault.Invalid("file", "unknown_type", other)
	}
	if claim := u.claimed(); claim != Unknown && claim != is {
		return Unknown, fault.Invalid("file", "wrong_type", textLies.With(names[claim], names[is]))
	}
	return is, nil
}
