package rest

import (
	"context"

	"lienket/api/registry"
)

// Area is a place: a province, a district of before 2025-07-01, a commune.
type Area struct {
	Code          string  `json:"code" doc:"The official code; with the suffix @old for a place that ended on 2025-06-30"`
	Name          string  `json:"name"`
	Level         string  `json:"level" enum:"province,district,commune"`
	ParentCode    *string `json:"parentCode" doc:"null for a province"`
	ValidFrom     *string `json:"validFrom" doc:"A day; null where unknown"`
	ValidTo       *string `json:"validTo" doc:"The last day; null for a place of today"`
	SuccessorCode *string `json:"successorCode" doc:"What it became; null for a place of today"`
}

type areasQuery struct {
	Level  string `query:"level" enum:"province,district,commune"`
	Parent string `query:"parent" maxLength:"16" doc:"Those directly below this area"`
	Q      string `query:"q" maxLength:"100" doc:"Part of the name; marks do not matter"`
}

func showArea(a registry.Area) Area {
	return Area{a.Code, a.Name, a.Level, orNull(a.ParentCode), orNull(a.ValidFrom), orNull(a.ValidTo), orNull(a.SuccessorCode)}
}

// orNull is a text that is shown as null where it is empty.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (s *Server) areas(areas *registry.Areas) {
	at := s.resource("areas", "Places: today's provinces and communes, and those of before 2025-07-01")

	get(at, "/areas", "List areas", func(_ context.Context, in *areasQuery) (*Reply[List[Area]], error) {
		items := []Area{}
		for _, area := range areas.Find(registry.AreaFilter{Level: in.Level, Parent: in.Parent, Text: in.Q}) {
			items = append(items, showArea(area))
		}
		return reply(List[Area]{Items: items}), nil
	})
}
