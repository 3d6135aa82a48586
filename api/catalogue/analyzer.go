package catalogue

import (
	"lienket/api/registry"
	"lienket/search/query"
)

// spellings are names of places that are written in another way as well, and of
// what lies in them and is named in their stead.
var spellings = map[string][]string{
	"061@old": {"Hồ Ba Bể", "Ba Be lake", "Vườn quốc gia Ba Bể", "Động Puông", "Thác Đầu Đẳng"},
	"064@old": {"ATK Chợ Đồn"},
	"06@old":  {"Tỉnh Bắc Cạn"},
	"058@old": {"Thị xã Bắc Kạn", "Thị xã Bắc Cạn", "Thành phố Bắc Cạn"},
}

// newAnalyzer makes the analyzer of queries of the gazetteer. A commune of before
// July 2025 is looked for as what it became.
func newAnalyzer(areas *registry.Areas) (*query.Analyzer, error) {
	dictionary, err := query.LoadDictionary()
	if err != nil {
		return nil, err
	}
	var places []query.Place
	for _, area := range areas.Find(registry.AreaFilter{}) {
		place := query.Place{Code: area.Code, Name: area.Name, Names: spellings[area.Code]}
		if area.Level == registry.LevelCommune && area.SuccessorCode != "" {
			place.Code = area.SuccessorCode
		}
		for _, code := range areas.Path(place.Code) {
			if code != place.Code {
				place.Above = append(place.Above, code)
			}
		}
		places = append(places, place)
	}
	return query.NewAnalyzer(dictionary, places), nil
}
