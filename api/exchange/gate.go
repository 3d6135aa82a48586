package exchange

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"sync"
	"time"

	"lienket/api/fault"
)

const (
	mostOpen  = 4  // files that a client reads at once
	mostInAll = 64 // and all clients together: each is a line and, as a workbook, a file
	mostBooks = 2  // workbooks made at once: each keeps a processor busy
	mostPages = 4  // pages of CSV files made at once
	turnTime  = 5 * time.Second
)

// gate bounds how many exports there are at once. Lists are open to visitors, and a
// file costs as much as a thousand pages.
type gate struct {
	books, pages turns

	mu   sync.Mutex
	open map[string]int // by client
	all  int
}

func newGate() *gate {
	return &gate{books: make(turns, mostBooks), pages: make(turns, mostPages), open: map[string]int{}}
}

// enter lets a client in, until it leaves; leaving twice is leaving once.
func (g *gate) enter(client string) (leave func(), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open[client] >= mostOpen {
		return nil, refuse(fault.RateLimited, textManyFiles.With(mostOpen))
	}
	if g.all >= mostInAll {
		return nil, refuse(fault.Unavailable, textBusy)
	}
	g.open[client]++
	g.all++
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.all--; g.open[client] > 1 {
			g.open[client]--
		} else {
			delete(g.open, client)
		}
	}), nil
}

func refuse(code fault.Code, why fault.Text) error {
	refusal := fault.New(code, why)
	refusal.RetryAfter = 2 * turnTime
	return refusal
}

// turns are as many as may work at once.
type turns chan struct{}

// take waits for a turn, a little. Error: Unavailable.
func (t turns) take(ctx context.Context) (done func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, turnTime)
	defer cancel()
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, refuse(fault.Unavailable, textBusy)
	}
}

// pack compresses what from gives.
func pack(from io.Reader) io.Reader {
	p := &packing{from: from}
	p.zip, _ = gzip.NewWriterLevel(&p.out, gzip.BestSpeed) // the level exists
	return p
}

type packing struct {
	from io.Reader
	zip  *gzip.Writer
	out  bytes.Buffer
	part [16 << 10]byte
	done error
}

// Read implements io.Reader. What went before an error is given first.
func (p *packing) Read(b []byte) (int, error) {
	for p.out.Len() == 0 && p.done == nil {
		n, err := p.from.Read(p.part[:])
		_, _ = p.zip.Write(p.part[:n]) // into memory
		if p.done = err; err != nil {
			_ = p.zip.Close() // into memory
		}
	}
	if p.out.Len() > 0 {
		return p.out.Read(b)
	}
	return 0, p.done
}

var (
	textManyFiles = fault.T("Bạn đang tải %d tệp cùng lúc. Hãy chờ tải xong rồi thử lại.", "You are downloading %d files at once. Wait for them and try again.")
	textBusy      = fault.T("Đang có nhiều người tải tệp cùng lúc. Hãy thử lại sau ít giây.", "Many people are downloading files just now. Try again in a few seconds.")
)
