package view

import (
	"encoding/json"

	"github.com/a-h/templ"
)

// Filling is how fields of a form follow a choice: By names the choice, Was the hidden
// field with the option that they were filled in by, Of what each option fills in.
type Filling struct {
	By  string          `json:"by"`
	Was string          `json:"was"`
	Of  map[string]Fill `json:"of"`
}

// Fill is values and hints by the names of their fields.
type Fill struct {
	Values map[string]string `json:"values"`
	Hints  map[string]string `json:"hints"`
}

// filling tells the script what follows.
func (f *ActionForm) filling() templ.Attributes {
	if len(f.Fillings) == 0 || len(f.Fillings[0].Of) < 2 {
		return nil
	}
	text, err := json.Marshal(f.Fillings)
	if err != nil {
		return nil
	}
	return templ.Attributes{"data-filling": string(text)}
}
