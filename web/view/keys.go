package view

import "github.com/a-h/templ"

// pressed are the attributes by which a key presses an element; note is the field in
// which Enter presses it too, if the key leads there first.
func pressed(key, note string) templ.Attributes {
	if key == "" {
		return nil
	}
	attributes := templ.Attributes{"data-key": key, "aria-keyshortcuts": key}
	if note != "" {
		attributes["data-key-note"] = fieldID(note)
	}
	return attributes
}

// submitKey presses the first button of a form that is not folded; after Enter where
// there is something to fill in.
func submitKey(f ActionForm) templ.Attributes {
	attributes := templ.Attributes{}
	if key := f.Keys[""]; key != "" && f.Fold == "" {
		attributes = pressed(key, "")
		attributes["data-key-focus"] = len(f.Fields) > 0
	}
	return attributes
}
