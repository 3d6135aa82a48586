package registry

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"lienket/api/fault"
	"lienket/search"
)

// Area is a province, a district (abolished on 2025-07-01) or a commune.
//
// Its Code is the official one; areas that ended carry the suffix "@old",
// because a code may stand for one place before and another after the reform.
type Area struct {
	Code          string
	Name          string
	Level         string // province, district, commune
	ParentCode    string // "" for a province
	ValidFrom     string // date, "" where unknown
	ValidTo       string // last day of validity, "" for one in force
	SuccessorCode string // what it became, "" for one in force
	Latitude      float64
	Longitude     float64

	path []string
}

// Levels of areas.
const (
	LevelProvince = "province"
	LevelDistrict = "district"
	LevelCommune  = "commune"
)

const oldSuffix = "@old"

// Areas is the gazetteer: both trees of places and what succeeded what. It is
// immutable.
type Areas struct {
	list   []Area
	byCode map[string]*Area
	folded []string // of the names, as list
}

//go:embed areas.csv
var areasCSV string

// LoadAreas reads the gazetteer that the program carries.
func LoadAreas() (*Areas, error) {
	rows, err := csv.NewReader(strings.NewReader(areasCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	areas := &Areas{byCode: map[string]*Area{}}
	for _, row := range rows[1:] {
		areas.list = append(areas.list, areaOf(row))
	}
	for i := range areas.list {
		area := &areas.list[i]
		if areas.byCode[area.Code] != nil {
			return nil, fmt.Errorf("area %s stands twice", area.Code)
		}
		areas.byCode[area.Code] = area
		areas.folded = append(areas.folded, search.Fold(area.Name))
	}
	if err := areas.link(); err != nil {
		return nil, err
	}
	return areas, nil
}

// areaOf reads code, name, level, kind, parent_code, valid_from, valid_to,
// successor_code, lat, lon.
func areaOf(row []string) Area {
	area := Area{Code: row[0], Name: row[1], Level: row[2], ParentCode: row[4],
		ValidFrom: row[5], ValidTo: row[6], SuccessorCode: row[7]}
	if area.ValidTo != "" {
		area.Code += oldSuffix
		if area.ParentCode != "" {
			area.ParentCode += oldSuffix
		}
	}
	area.Latitude, _ = strconv.ParseFloat(row[8], 64)
	area.Longitude, _ = strconv.ParseFloat(row[9], 64)
	return area
}

// link computes each area's path: itself, those above it, and their counterparts
// in the other tree. A commune of today belongs to every old area that one of its
// predecessors belonged to, so that figures for an old area are those of its
// footprint.
func (a *Areas) link() error {
	above := func(area *Area) ([]string, error) {
		var codes []string
		for area != nil {
			codes = append(codes, area.Code)
			if area.ParentCode == "" {
				return codes, nil
			}
			parent := a.byCode[area.ParentCode]
			if parent == nil {
				return nil, fmt.Errorf("area %s has no parent %s", area.Code, area.ParentCode)
			}
			area = parent
		}
		return codes, nil
	}
	for i := range a.list {
		area := &a.list[i]
		path, err := above(area)
		if err != nil {
			return err
		}
		area.path = path
	}
	for i := range a.list {
		old := &a.list[i]
		successor := a.byCode[old.SuccessorCode]
		if old.SuccessorCode == "" {
			continue
		}
		if successor == nil {
			return fmt.Errorf("area %s has no successor %s", old.Code, old.SuccessorCode)
		}
		old.path = union(old.path, successor.path)
		if old.Level == LevelCommune {
			successor.path = union(successor.path, old.path[1:])
		}
		if old.Latitude == 0 {
			old.Latitude, old.Longitude = successor.Latitude, successor.Longitude
		}
	}
	a.linkDistricts()
	return nil
}

// linkDistricts has each old district, which nothing succeeded, lie in the province of
// today that took in all its communes, so that its officers may ask for it.
func (a *Areas) linkDistricts() {
	provinces := map[string][]string{} // by district
	for i := range a.list {
		old := &a.list[i]
		if successor := a.byCode[old.SuccessorCode]; successor != nil && old.Level == LevelCommune {
			provinces[old.ParentCode] = union(provinces[old.ParentCode], []string{successor.ParentCode})
		}
	}
	for code, taking := range provinces {
		if district := a.byCode[code]; district != nil && district.Level == LevelDistrict && len(taking) == 1 {
			district.path = union(district.path, taking)
		}
	}
}

func union(into, from []string) []string {
	into = slices.Clone(into)
	for _, code := range from {
		if !slices.Contains(into, code) {
			into = append(into, code)
		}
	}
	return into
}

// Get returns an area by its code.
func (a *Areas) Get(code string) (Area, bool) {
	area, known := a.byCode[code]
	if !known {
		return Area{}, false
	}
	return *area, true
}

// Path lists the area's own code and every one above it, in both trees. Records
// keep it, so that "in this area or below" is one equality. Nil if unknown.
func (a *Areas) Path(code string) []string {
	if area := a.byCode[code]; area != nil {
		return slices.Clone(area.path)
	}
	return nil
}

// commune is today's commune that an area is or became, "" for a larger or unknown one.
func (a *Areas) commune(code string) string {
	area := a.byCode[code]
	if area != nil && area.SuccessorCode != "" {
		area = a.byCode[area.SuccessorCode]
	}
	if area == nil || area.Level != LevelCommune {
		return ""
	}
	return area.Code
}

// Under lists the areas below one, in either tree, and it itself, in the
// gazetteer's order.
func (a *Areas) Under(code string) []Area {
	var below []Area
	for _, area := range a.list {
		if slices.Contains(area.path, code) {
			below = append(below, area)
		}
	}
	return below
}

// AreaFilter selects areas; empty members do not filter.
type AreaFilter struct {
	Level  string
	Parent string
	Text   string // matched in the folded name
	// Old wants areas of the tree before 2025-07-01 only.
	Old bool
}

// Find lists areas in the gazetteer's order: today's first.
func (a *Areas) Find(filter AreaFilter) []Area {
	text := search.Fold(filter.Text)
	var found []Area
	for i, area := range a.list {
		if (filter.Level == "" || area.Level == filter.Level) &&
			(filter.Parent == "" || area.ParentCode == filter.Parent) &&
			(!filter.Old || area.ValidTo != "") &&
			strings.Contains(a.folded[i], text) {
			found = append(found, area)
		}
	}
	return found
}

// Kilometres is the great-circle distance between two areas; ok is false where
// one has no coordinates.
func (a *Areas) Kilometres(from, to string) (km float64, ok bool) {
	f, t := a.byCode[from], a.byCode[to]
	if f == nil || t == nil || f.Latitude == 0 || t.Latitude == 0 {
		return 0, false
	}
	const earthRadius, degree = 6371, math.Pi / 180
	dLat, dLon := (t.Latitude-f.Latitude)*degree, (t.Longitude-f.Longitude)*degree
	h := math.Pow(math.Sin(dLat/2), 2) +
		math.Cos(f.Latitude*degree)*math.Cos(t.Latitude*degree)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h))), true
}

// Check is the rule for an area code in an input.
func (a *Areas) Check(check *fault.Check, path, code string) {
	if code == "" {
		check.Add(path, "required", fault.Required)
		return
	}
	check.That(a.byCode[code] != nil, path, "unknown_area", textUnknownArea)
}
