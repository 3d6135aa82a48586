package sourcing

import (
	"runtime"
	"slices"
	"sync"
)

// worthSharing is how many things one processor does sooner than two would begin.
const worthSharing = 256

// atOnce calls fn with parts of 0 to n that together are all of it, on all processors
// if there is much to do. fn reads what is in memory: what asks the database would
// leave its Tx. A panic of fn is the caller's.
func atOnce(n int, fn func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n/worthSharing)
	if parts < 2 {
		fn(0, n)
		return
	}
	broken := make([]any, parts)
	var working sync.WaitGroup
	for part := range parts {
		working.Go(func() {
			defer func() { broken[part] = recover() }()
			fn(n*part/parts, n*(part+1)/parts)
		})
	}
	working.Wait()
	if at := slices.IndexFunc(broken, func(p any) bool { return p != nil }); at >= 0 {
		panic(broken[at])
	}
}
