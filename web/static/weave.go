package static

import (
	"embed"
	"fmt"
	"strings"
)

// The pictures of the product are woven: each is a small text file in which a
// letter is a stitch, as on the squared paper that a brocade is drawn on.
//
//	#  the thread, in the text's colour
//	+  the same, paler
//	o  the second thread, in the accent colour
//
//go:embed weave/*.txt
var weaves embed.FS

var threads = []struct {
	stitch byte
	stroke string
}{
	{'+', `stroke="currentColor" stroke-opacity=".38"`},
	{'#', `stroke="currentColor"`},
	{'o', `stroke="var(--thread,currentColor)"`},
}

func rowsOf(name string) []string {
	text, err := weaves.ReadFile("weave/" + name + ".txt")
	if err != nil {
		panic(err) // the files are part of the program
	}
	return strings.Split(strings.TrimRight(string(text), "\n"), "\n")
}

// stitched draws rows as SVG lines, one run of stitches a line; the dashes of
// the line are its stitches.
func stitched(rows []string) string {
	var b strings.Builder
	b.WriteString(`<g fill="none" stroke-width=".86" stroke-dasharray=".86 .14">`)
	for _, thread := range threads {
		if path := runs(rows, thread.stitch); path != "" {
			fmt.Fprintf(&b, `<path %s d="%s"/>`, thread.stroke, path)
		}
	}
	b.WriteString(`</g>`)
	return b.String()
}

func runs(rows []string, stitch byte) string {
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if row[x] != stitch {
				continue
			}
			start := x
			for x < len(row) && row[x] == stitch {
				x++
			}
			fmt.Fprintf(&b, "M%d %d.5h%d", start, y, x-start)
		}
	}
	return b.String()
}

// sprite is one SVG file with a symbol per icon and per woven picture.
func sprite(icons string) string {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	b.WriteString(strings.ReplaceAll(icons, "\n", ""))
	entries, err := weaves.ReadDir("weave")
	if err != nil {
		panic(err)
	}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".txt")
		if strings.HasPrefix(name, "band-") {
			continue // drawn as edges and strips
		}
		rows := rowsOf(name)
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="0 0 %d %d">%s</symbol>`, name, len(rows[0]), len(rows), stitched(rows))
	}
	for i := range Bands {
		rows := edge(fmt.Sprintf("band-%d", i))
		fmt.Fprintf(&b, `<symbol id="edge-%d" viewBox="0 0 %d %d">%s</symbol>`, i, len(rows[0]), len(rows), stitched(rows))
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// Bands is how many woven bands there are, named band-0, band-1 and on.
const Bands = 4

// edgeWidth is the stitches across a picture: an odd number keeps it symmetrical.
const edgeWidth = 49

// edge repeats a band over the width of a picture.
func edge(name string) []string {
	rows := rowsOf(name)
	for i, row := range rows {
		rows[i] = strings.Repeat(row, edgeWidth/len(row)+1)[:edgeWidth]
	}
	return rows
}

// strip is a woven band as a file of its own, for use as a CSS mask.
func strip(name string) string {
	rows := rowsOf(name)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d">%s</svg>`,
		len(rows[0]), len(rows), stitched(rows))
}
