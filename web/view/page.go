// Package view draws the pages: components in templ, and the models that they
// draw. It knows no service; package web fills the models.
package view

import (
	"context"

	"lienket/web/i18n"
)

// Page is what the frame around every page shows.
type Page struct {
	Title       string
	Description string
	Nav         string // the entry of the main navigation that is current
	Lang        i18n.Lang
	// Here is the path and query of the page, for the links to other languages.
	LangLinks []LangLink
	Canonical string // absolute
	NoIndex   bool
	Query     string // in the header's search box
	NoFind    bool   // the page has a search box of its own
	Viewer    *Viewer
	CSRF      string
	Notices   []Notice
	Scripts   []string // by plain name, beside site.js
	Refresh   string   // seconds after which it is loaded anew without scripts, "" for never
	JSONLD    string   // a schema.org document
	Images    []string // absolute, for who shares the page
}

// LangLink leads to the same page in a language.
type LangLink struct {
	Lang    i18n.Lang
	URL     string
	Current bool
}

// Viewer is who is signed in.
type Viewer struct {
	Name         string
	Role         string
	Organization string
	Unread       int // notices
}

// Notice is a short message on top of a page.
type Notice struct {
	Kind string // "", warn, error
	Text string
}

// Crumb is a step of the way to the page; the last has no URL.
type Crumb struct {
	Label string
	URL   string
}

// Link is a label and where it leads.
type Link struct {
	Label string
	URL   string
}

func t(ctx context.Context, key string, args ...any) string {
	return i18n.From(ctx).T(key, args...)
}

func tn(ctx context.Context, key string, count int, args ...any) string {
	return i18n.From(ctx).N(key, count, args...)
}

func say(ctx context.Context) *i18n.Printer { return i18n.From(ctx) }
