package rest

import (
	"io"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// leastRate is what a client's line must carry, in bytes a second. A phone at the
	// edge of a cell carries twice as much.
	leastRate = 8 << 10
	// sip is how much is written at once, so that it can be seen to go out.
	sip = 64 << 10
	// lingers is how long an answer is left to be read by who is still sending.
	lingers = 5 * time.Second
	// lastWords is how long a client that has said nothing yet may go on so once the
	// server stops: browsers open connections that they may never use.
	lastWords = time.Second
)

// patient accepts clients on slow lines.
type patient struct {
	net.Listener

	mu     sync.Mutex
	silent map[*line]bool // of which nothing was heard yet
}

func newPatient(ln net.Listener) *patient { return &patient{Listener: ln, silent: map[*line]bool{}} }

// hurry closes what is silent still after its last words.
func (p *patient) hurry() {
	time.AfterFunc(lastWords, func() {
		p.mu.Lock()
		silent := slices.Collect(maps.Keys(p.silent))
		p.mu.Unlock()
		for _, l := range silent {
			_ = l.Close()
		}
	})
}

// forget is called when something was heard of a line, or it is closed.
func (p *patient) forget(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.silent, l)
}

// Accept implements net.Listener.
func (p *patient) Accept() (net.Conn, error) {
	conn, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l := &line{Conn: conn, of: p}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent[l] = true
	return l, nil
}

// line is a connection whose deadlines move on with what it carries, by a second for
// each leastRate bytes, but never further away than they were set: a body of any size
// has the time that it takes, who trickles has no more than who is silent.
type line struct {
	net.Conn
	of      *patient
	heard   bool // by its reader
	in, out moving
	linger  atomic.Bool
}

// moving is a deadline that moves on.
type moving struct {
	patience time.Duration
	deadline time.Time // zero for none
	carried  int       // since it was moved
}

// SetReadDeadline implements net.Conn.
func (l *line) SetReadDeadline(at time.Time) error {
	l.in = moving{time.Until(at), at, 0}
	return l.Conn.SetReadDeadline(at)
}

// SetWriteDeadline implements net.Conn.
func (l *line) SetWriteDeadline(at time.Time) error {
	l.out = moving{time.Until(at), at, 0}
	return l.Conn.SetWriteDeadline(at)
}

// Read implements net.Conn.
func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 0 && !l.heard {
		l.heard = true
		l.of.forget(l)
	}
	if err == nil && l.in.carry(n) {
		err = l.Conn.SetReadDeadline(l.in.deadline)
	}
	return n, err
}

// Write implements net.Conn.
func (l *line) Write(b []byte) (written int, err error) {
	for err == nil && len(b) > 0 {
		var n int
		n, err = l.Conn.Write(b[:min(len(b), sip)])
		written, b = written+n, b[n:]
		if err == nil && l.out.carry(n) {
			err = l.Conn.SetWriteDeadline(l.out.deadline)
		}
	}
	return written, err
}

// carry counts n bytes, and tells that the deadline has moved. Less than a packet or
// two is not worth it.
func (m *moving) carry(n int) bool {
	m.carried += n
	if m.deadline.IsZero() || m.carried < 1<<10 {
		return false
	}
	m.deadline = m.deadline.Add(time.Duration(m.carried) * time.Second / leastRate)
	if latest := time.Now().Add(m.patience); m.deadline.After(latest) {
		m.deadline = latest
	}
	m.carried = 0
	return true
}

// Close implements net.Conn. Where a client is refused while it is still sending, it
// would lose the answer to the reset that unread bytes bring about: they are taken for
// a while.
func (l *line) Close() error {
	l.of.forget(l)
	if half, ok := l.Conn.(interface{ CloseWrite() error }); ok && l.linger.Load() && half.CloseWrite() == nil {
		_ = l.Conn.SetReadDeadline(time.Now().Add(lingers)) // then it is closed anyway
		_, _ = io.Copy(io.Discard, l.Conn)
	}
	return l.Conn.Close()
}
