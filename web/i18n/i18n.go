// Package i18n speaks the product's two languages: messages from vi.toml and
// en.toml, and numbers, money, quantities and dates as each language writes them.
package i18n

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"lienket/api/fault"
)

// Lang is the code of a language of the product.
type Lang string

// The languages; Vietnamese is the one shown unless another is asked for.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Langs lists them in the order in which they are offered.
var Langs = []Lang{VI, EN}

// Parse returns the language with that code; ok is false for any other.
func Parse(code string) (lang Lang, ok bool) {
	switch Lang(code) {
	case VI, EN:
		return Lang(code), true
	}
	return VI, false
}

//go:embed vi.toml en.toml
var catalogues embed.FS

// Printer writes in one language. It is immutable.
type Printer struct {
	lang      Lang
	plain     map[string]string // messages without arguments or plural forms
	localizer *goi18n.Localizer
}

var printers = sync.OnceValue(func() map[Lang]*Printer {
	bundle := goi18n.NewBundle(language.Vietnamese)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	loaded := map[Lang]*Printer{}
	for _, lang := range Langs {
		file, err := bundle.LoadMessageFileFS(catalogues, string(lang)+".toml")
		if err != nil {
			panic(fmt.Sprintf("i18n: %s: %v", lang, err)) // the files are part of the program
		}
		printer := &Printer{lang: lang, plain: map[string]string{}}
		for _, message := range file.Messages {
			if message.One == "" && !strings.Contains(message.Other, "{{") {
				printer.plain[message.ID] = message.Other
			}
		}
		printer.localizer = goi18n.NewLocalizer(bundle, string(lang))
		loaded[lang] = printer
	}
	return loaded
})

// For returns the printer of a language.
func For(lang Lang) *Printer {
	if printer, ok := printers()[lang]; ok {
		return printer
	}
	return printers()[VI]
}

// Lang is the language the printer writes.
func (p *Printer) Lang() Lang { return p.lang }

// T is the message of key. args are pairs of a name and the value that stands
// for it in the message.
func (p *Printer) T(key string, args ...any) string {
	if text, ok := p.plain[key]; ok {
		return text
	}
	return p.localize(&goi18n.LocalizeConfig{MessageID: key, TemplateData: dataOf(args)})
}

// N is the message of key in the plural form for count, which the message may
// show as {{.Count}}.
func (p *Printer) N(key string, count int, args ...any) string {
	data := dataOf(args)
	data["Count"] = p.Int(int64(count))
	return p.localize(&goi18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: count})
}

// Text is a service's own text in the printer's language.
func (p *Printer) Text(text fault.Text) string { return text.In(string(p.lang)) }

// localize shows the key itself where there is no message: ugly, never empty. A
// test keeps the catalogues complete. The error is left aside: it comes with the
// text where Vietnamese, which has one form, lacks a singular.
func (p *Printer) localize(config *goi18n.LocalizeConfig) string {
	text, _ := p.localizer.Localize(config)
	return cmp.Or(text, config.MessageID)
}

func dataOf(args []any) map[string]any {
	data := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return data
}

type contextKey struct{}

// Into gives ctx the printer that components write with.
func Into(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From is the printer of ctx, Vietnamese if none was set.
func From(ctx context.Context) *Printer {
	if p, ok := ctx.Value(contextKey{}).(*Printer); ok {
		return p
	}
	return For(VI)
}
