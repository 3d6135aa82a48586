package web_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The tests with a browser run when LIENKET_BROWSER=1, and then need one.
// LIENKET_SHOTS names a folder to leave pictures of every page in.

// chrome is a tab in which the stage is open.
type chrome struct {
	*stage
	ctx context.Context

	mu         sync.Mutex
	complaints []string // of the browser: refused scripts, failed loads, errors
}

func (s *stage) chrome() *chrome {
	s.t.Helper()
	if os.Getenv("LIENKET_BROWSER") != "1" {
		s.t.Skip("LIENKET_BROWSER=1 runs the tests with a browser")
	}
	browser, err := theBrowser()
	require.NoError(s.t, err)
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext()) // with cookies of its own
	s.t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	s.t.Cleanup(cancel)
	b := &chrome{stage: s, ctx: ctx}
	require.NoError(s.t, chromedp.Listen(ctx, b.hear))
	call(b, cdplog.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	return b
}

// theBrowser is one for all tests, started for the first that asks.
var theBrowser = sync.OnceValues(func() (context.Context, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, errors.New("LIENKET_BROWSER=1 needs Chromium in PATH")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true))...)
	ctx, _ = chromedp.NewContext(ctx)
	closeBrowser = func() { _ = chromedp.Cancel(ctx); cancel() } // all that it was for is done
	return ctx, chromedp.Do(ctx)
})

var closeBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

// expected are failures that a test asks for: pages that answer 4xx.
var expected = regexp.MustCompile(`status of (404|422)`)

func (b *chrome) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *cdplog.EventEntryAdded:
		if event.Entry.Level == cdplog.EntryLevelError && !expected.MatchString(event.Entry.Text) {
			b.complaints = append(b.complaints, event.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, event.ExceptionDetails.Text)
	}
}

func (b *chrome) run(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

func value[T any](b *chrome, action chromedp.Action[T]) T {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, action)
	require.NoError(b.t, err)
	return got
}

func call[P, R any](b *chrome, command cdp.Command[P, R], params P) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, command, params)
	require.NoError(b.t, err)
}

func (b *chrome) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.URL+path), chromedp.WaitReady("main"))
}

// screen sets the width, and the colours that the visitor prefers.
func (b *chrome) screen(width int64, scheme string) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 800, ScreenWidth: width, ScreenHeight: 800, DeviceScaleFactor: 1, Mobile: width < 600})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
}

func (b *chrome) withoutScripts() {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// until waits for an expression to be true, also on the page that is being opened.
func (b *chrome) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	waiting := `new Promise((done) => { const look = () => (` + expression + `) ? done(true) : setTimeout(look, 20); look(); })`
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](waiting, chromedp.EvalAwaitPromise))
	for err != nil && ctx.Err() == nil { // the page that was asked is gone
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](waiting, chromedp.EvalAwaitPromise))
	}
	require.NoError(b.t, err, expression)
}

// signInAs comes in through the door.
func (b *chrome) signInAs(email string) {
	b.t.Helper()
	b.open("/dang-nhap")
	b.run(chromedp.SendKeys("#f-email", email), chromedp.SendKeys("#f-password", password),
		chromedp.Click("form.form button[type=submit]"), chromedp.WaitVisible(".me form"))
}

var unsafeName = regexp.MustCompile(`[^A-Za-z0-9@.-]+`)

func (b *chrome) shoot(name string) {
	folder := os.Getenv("LIENKET_SHOTS")
	if folder == "" {
		return
	}
	picture := value(b, chromedp.FullScreenshot(100))
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, unsafeName.ReplaceAllString(name, "_")+".png"), picture, 0o600))
}
