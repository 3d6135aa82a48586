// Package static holds the files that pages load: one style sheet, a few script
// modules, one sprite of icons and woven pictures. Each has its content's hash in
// its name, so that a browser keeps it for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
)

// Prefix is where the files are served.
const Prefix = "/static/"

// File is one of them.
type File struct {
	Name        string // with the hash: site.0123456789ab.css
	ContentType string
	Body        []byte
	Gzipped     []byte
}

//go:embed css/*.css js/*.js icons.svg icon.svg
var sources embed.FS

type set struct {
	paths  map[string]string // by plain name
	byName map[string]*File
}

var files = sync.OnceValue(func() *set {
	s := &set{paths: map[string]string{}, byName: map[string]*File{}}
	s.add("sprite.svg", "image/svg+xml", sprite(read("icons.svg")))
	s.add("icon.svg", "image/svg+xml", read("icon.svg"))
	s.add("band-1.svg", "image/svg+xml", strip("band-1"))
	s.add("site.css", "text/css; charset=utf-8", s.style())
	for _, name := range list("js") {
		s.add(path.Base(name), "text/javascript; charset=utf-8", read(name))
	}
	return s
})

// Path is the address of a file by its plain name: "site.css".
func Path(name string) string {
	if address, ok := files().paths[name]; ok {
		return address
	}
	panic("static: no file " + name)
}

// Get returns the file with that hashed name, nil if there is none.
func Get(name string) *File { return files().byName[name] }

// Files lists all of them, in no order.
func Files() []*File {
	var all []*File
	for _, file := range files().byName {
		all = append(all, file)
	}
	return all
}

func (s *set) add(name, contentType, body string) {
	sum := sha256.Sum256([]byte(body))
	extension := path.Ext(name)
	hashed := strings.TrimSuffix(name, extension) + "." + hex.EncodeToString(sum[:6]) + extension
	s.paths[name] = Prefix + hashed
	s.byName[hashed] = &File{Name: hashed, ContentType: contentType, Body: []byte(body), Gzipped: zip(body)}
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`\s+`)
	cssAround  = regexp.MustCompile(` ?([{};,]) ?`)
	cssURL     = regexp.MustCompile(`url\(([a-z0-9.-]+)\)`)
)

// style joins css/*.css in the order of their names, points url(name) to the
// hashed file, and drops comments and white space.
func (s *set) style() string {
	var b strings.Builder
	for _, name := range list("css") {
		b.WriteString(read(name))
	}
	text := cssComment.ReplaceAllString(b.String(), "")
	text = cssAround.ReplaceAllString(cssSpace.ReplaceAllString(text, " "), "$1")
	return cssURL.ReplaceAllStringFunc(text, func(reference string) string {
		name := cssURL.FindStringSubmatch(reference)[1]
		address, ok := s.paths[name]
		if !ok {
			panic("static: style refers to " + name)
		}
		return "url(" + address + ")"
	})
}

func read(name string) string {
	text, err := sources.ReadFile(name)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return string(text)
}

func list(folder string) []string {
	names, err := fs.Glob(sources, folder+"/*")
	if err != nil {
		panic(err)
	}
	return names
}

func zip(body string) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write([]byte(body))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("static: gzip: %v", err)) // writing to memory
	}
	return b.Bytes()
}
