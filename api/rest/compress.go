package rest

import (
	"bytes"
	"compress/gzip"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// compressFrom is the size from which compressing pays: below it an answer fits
// into one or two packets anyway.
const compressFrom = 2048

var compressible = [][]byte{[]byte("application/json"), []byte("application/problem+json"), []byte("text/"), []byte("application/openapi+json"), []byte("image/svg"), []byte("application/javascript")}

// packable is an answer that is made while it is sent, and can be made compressed.
type packable interface{ Pack() }

// compress shrinks a large text answer for who asked for it, at the level that
// costs the processor least. Answers that are encoded already are left alone.
func compress(c *fiber.Ctx) {
	response := c.Response()
	stream, packs := response.BodyStream().(packable)
	if !packs && (response.IsBodyStream() || len(response.Body()) < compressFrom) {
		return
	}
	if len(response.Header.Peek(fiber.HeaderContentEncoding)) > 0 {
		return
	}
	accepted := c.Request().Header.PeekBytes(headerAcceptEncoding)
	if !bytes.Contains(accepted, []byte("gzip")) || bytes.Contains(accepted, []byte("gzip;q=0")) {
		return
	}
	kind := response.Header.ContentType()
	for _, prefix := range compressible {
		if !bytes.HasPrefix(kind, prefix) {
			continue
		}
		response.Header.Set(fiber.HeaderContentEncoding, "gzip")
		if !apiPath(c.Path()) {
			response.Header.Add(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
		}
		if packs {
			stream.Pack()
		} else {
			response.SetBodyRaw(fasthttp.AppendGzipBytesLevel(make([]byte, 0, len(response.Body())/3), response.Body(), gzip.BestSpeed))
		}
		return
	}
}
