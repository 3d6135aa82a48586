package rest_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"lienket/api/rest"
)

// atHaste is a server that waits for a client half a second, where a real one waits for
// half a minute, listening where lines have buffers of their own.
func atHaste(t *testing.T, mount ...func(*fiber.App)) string {
	t.Helper()
	s := start(t, func(o *rest.Options) {
		o.ReadTimeout, o.WriteTimeout = 500*time.Millisecond, 500*time.Millisecond
		o.PageError = func(c *fiber.Ctx, err error, status int) error {
			c.Type("html")
			return c.SendString(fmt.Sprintf("<p>%d %v</p>", status, err))
		}
	}, append(mount, func(app *fiber.App) {
		app.Post("/anh", func(c *fiber.Ctx) error { return c.SendString(fmt.Sprint(len(c.Body()))) })
	})...)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = s.Serve(ln) }() // ends with the server's
	return ln.Addr().String()
}

// post sends a body in pieces, each after a pause, until it is all there or the server
// hangs up, and returns the answer.
func post(t *testing.T, address, path string, body []byte, piece int, pause time.Duration) (status int, contentType, answer string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", path, len(body))
	require.NoError(t, err)
	answered := make(chan struct{})
	var response *http.Response
	var read []byte
	go func() {
		defer close(answered)
		if response, err = http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
			read, err = io.ReadAll(response.Body)
			response.Body.Close()
		}
	}()
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for sending := true; sending && len(body) > 0; {
		select {
		case <-answered:
			sending = false
		case <-tick.C:
			n, err := conn.Write(body[:min(piece, len(body))])
			body, sending = body[n:], err == nil
		}
	}
	<-answered
	require.NoError(t, err)
	return response.StatusCode, response.Header.Get("Content-Type"), string(read)
}

func TestAnUploadHasTheTimeThatItTakes(t *testing.T) {
	address := atHaste(t)
	// 20 KB a second, as a phone has it: far longer than a server waits for silence.
	status, _, answer := post(t, address, "/anh", bytes.Repeat([]byte("x"), 40<<10), 1<<10, 50*time.Millisecond)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "40960", answer)
}

func TestWhoTricklesIsCutOff(t *testing.T) {
	address := atHaste(t)
	for name, head := range map[string]int{"from the start": 0, "after a good part": 300 << 10} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			body := bytes.Repeat([]byte("x"), 400<<10)
			conn, err := net.Dial("tcp", address)
			require.NoError(t, err)
			defer conn.Close()
			_, err = fmt.Fprintf(conn, "POST /anh HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:head])
			require.NoError(t, err)
			go func() {
				for _, err := conn.Write([]byte("x")); err == nil; _, err = conn.Write([]byte("x")) {
					time.Sleep(20 * time.Millisecond)
				}
			}()
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			require.Equal(t, http.StatusRequestTimeout, response.StatusCode)
			require.Less(t, time.Since(began), 5*time.Second, "what came fast buys no time")
		})
	}
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET / HT")
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Contains(t, string(answer), "408")
}

func TestAnUnfinishedUploadIsAnsweredAsItsPathIs(t *testing.T) {
	address := atHaste(t)
	status, kind, answer := post(t, address, "/anh", make([]byte, 100<<10), 10, 20*time.Millisecond)
	require.Equal(t, http.StatusRequestTimeout, status)
	require.Contains(t, kind, "text/html")
	require.Contains(t, answer, "<p>408 ")
	status, kind, _ = post(t, address, rest.Prefix+"/things", make([]byte, 100<<10), 10, 20*time.Millisecond)
	require.Equal(t, http.StatusRequestTimeout, status)
	require.Contains(t, kind, "application/problem+json")
	// Who sends too much reads why, though the server hangs up at once.
	status, kind, answer = post(t, address, "/anh", make([]byte, 30<<20), 1<<20, time.Millisecond)
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	require.Contains(t, kind, "text/html")
	require.Contains(t, answer, "<p>413 ")
}

func TestAnAnswerHasTheTimeThatItTakes(t *testing.T) {
	const size = 12 << 20 // more than the buffers of a line hold
	body := strings.Repeat("0123456789abcdef", size/16)
	address := atHaste(t, func(app *fiber.App) {
		app.Get("/lon", func(c *fiber.Ctx) error { return c.SendString(body) })
		app.Get("/dong", func(c *fiber.Ctx) error {
			c.Response().SetBodyStream(strings.NewReader(body), -1)
			return nil
		})
	})
	get := func(path string, first, pause time.Duration) int {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(64<<10))
		_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		defer response.Body.Close()
		time.Sleep(first)
		read, part := 0, make([]byte, 256<<10)
		for {
			time.Sleep(pause)
			n, err := io.ReadFull(response.Body, part)
			if read += n; err != nil {
				return read
			}
		}
	}
	for _, path := range []string{"/lon", "/dong"} {
		require.Equal(t, size, get(path, 0, 25*time.Millisecond), path) // a second and more in all
	}
	require.Less(t, get("/lon", 2*time.Second, 0), size, "who takes nothing is let go")
}
