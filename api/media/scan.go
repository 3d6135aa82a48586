package media

import (
	"bytes"
	"context"
	"image"

	"lienket/api/fault"
)

// CheckScan is what kind of document an upload is: a PDF, or a picture of paper
// in JPEG or PNG, whole. It is kept as it came, and never shown in a page: who
// asks for it gets it to save. Errors: as of ReadPicture.
func CheckScan(ctx context.Context, upload Upload) (Kind, error) {
	kind, err := upload.check(textScan, PDF, JPEG, PNG)
	if err != nil {
		return Unknown, err
	}
	if kind == PDF {
		// A reader looks for the end of a PDF in its last kilobyte; a half one has none.
		if !bytes.Contains(upload.Data[max(0, len(upload.Data)-1024):], []byte("%%EOF")) {
			return Unknown, fault.Invalid("file", "damaged", textBroken)
		}
		return kind, nil
	}
	return kind, decode(ctx, kind, upload.Data, func(image.Image) error { return nil })
}
