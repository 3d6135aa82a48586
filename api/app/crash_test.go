package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app"
	"lienket/api/app/apptest"
	"lienket/api/config"
	"lienket/api/linkage"
)

const serverFolder = "LIENKET_TEST_SERVER"

// TestMain runs the server instead of the tests in the process that
// startServer starts.
func TestMain(m *testing.M) {
	if folder := os.Getenv(serverFolder); folder != "" {
		fmt.Fprintln(os.Stderr, runServer(folder))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func openFolder(ctx context.Context, folder string) (*app.App, error) {
	cfg, err := config.Parse([]string{"--data", folder}, nil)
	if err != nil {
		return nil, err
	}
	return app.Open(ctx, cfg, app.Options{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Hash: account.HashParams{MemoryKiB: 64, Passes: 1, Lanes: 1}})
}

func runServer(folder string) error {
	opened, err := openFolder(context.Background(), folder)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + ln.Addr().String())
	return opened.Serve(context.Background(), ln, time.Second)
}

// server is a server process of its own.
type server struct {
	t       *testing.T
	process *exec.Cmd
	url     string
}

func startServer(t *testing.T, folder string) *server {
	t.Helper()
	s := &server{t: t, process: exec.Command(os.Args[0])}
	s.process.Env = append(os.Environ(), serverFolder+"="+folder)
	s.process.Stderr = os.Stderr // shown where the test fails
	out, err := s.process.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, s.process.Start())
	t.Cleanup(s.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "the server did not start")
	s.url = strings.TrimSpace(line)
	return s
}

// kill is kill -9.
func (s *server) kill() {
	if s.process.ProcessState == nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
	}
}

// call sends a request; status 0 means that no answer came.
func (s *server) call(token, method, path, key string, body any) (status int, answer object) {
	var content io.Reader
	if body != nil {
		data, _ := json.Marshal(body)
		content = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, s.url+"/api/v1"+path, content)
	if err != nil {
		return 0, nil
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	if json.NewDecoder(response.Body).Decode(&answer) != nil {
		return 0, nil
	}
	return response.StatusCode, answer
}

// must is call for what has to work.
func (s *server) must(token, method, path string, body any) object {
	s.t.Helper()
	status, answer := s.call(token, method, path, "", body)
	require.True(s.t, status == http.StatusOK || status == http.StatusCreated, "%s %s: %d %v", method, path, status, answer)
	return answer
}

// load is what writers were promised.
type load struct {
	mu        sync.Mutex
	created   map[string]string // name to product ID
	published map[string]bool   // product ID
	contracts map[string]bool   // contract ID, signed by both
	open      map[string]string // names whose creation was not answered, with the key
	refused   []object          // answers that were no success
}

func (l *load) note(fn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn()
}

// reached tells whether so many products are published and contracts concluded.
func (l *load) reached(products, contracts int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.refused) > 0 || len(l.published) >= products && len(l.contracts) >= contracts
}

func (l *load) refuse(status int, answer object) {
	if status != 0 {
		l.note(func() { l.refused = append(l.refused, answer) })
	}
}

// write creates and publishes products until the server is gone.
func (l *load) write(s *server, token, writer string) {
	for i := 0; ; i++ {
		name := fmt.Sprintf("Miến dong %s số %d", writer, i)
		key := fmt.Sprintf("%s-%d", writer, i)
		status, product := s.call(token, http.MethodPost, "/products", key, object{"name": name, "group": "thuc-pham", "unit": "kg"})
		if status != http.StatusCreated {
			l.note(func() { l.open[name] = key })
			l.refuse(status, product)
			return
		}
		id, _ := product["id"].(string)
		l.note(func() { l.created[name] = id })
		status, product = s.call(token, http.MethodPost, "/products/"+id+"/publish", "", nil)
		if status != http.StatusOK {
			l.refuse(status, product)
			return
		}
		l.note(func() { l.published[id] = true })
	}
}

// sign concludes contracts until the server is gone.
func (l *load) sign(s *server, buyer, seller, product string) {
	for {
		status, contract := s.call(buyer, http.MethodPost, "/contracts", "", object{"form": "form-3", "startDate": "2026-01-01",
			"endDate": "2099-12-31", "lines": []object{{"productId": product, "unitPrice": 1000, "months": []object{{"month": "2090-01", "amount": 1}}}}})
		if status != http.StatusCreated {
			l.refuse(status, contract)
			return
		}
		path := "/contracts/" + contract["id"].(string)
		for _, step := range []struct{ token, verb string }{{buyer, "/propose"}, {buyer, "/sign"}, {seller, "/sign"}} {
			var body any
			if step.verb == "/sign" {
				body = object{"password": apptest.Password}
			}
			status, answer := s.call(step.token, http.MethodPost, path+step.verb, "", body)
			if status != http.StatusOK {
				l.refuse(status, answer)
				return
			}
		}
		l.note(func() { l.contracts[contract["id"].(string)] = true })
	}
}

// TestWhatWasAnsweredSurvivesKill kills the server twice while it is written to.
func TestWhatWasAnsweredSurvivesKill(t *testing.T) {
	folder := t.TempDir()
	opened, err := openFolder(t.Context(), folder)
	require.NoError(t, err)
	_, err = opened.Accounts.CreateUser(t.Context(), account.NewUser{
		Email: "admin@example.vn", Password: apptest.Password, FullName: "Quản trị", Role: account.Admin})
	require.NoError(t, err)
	require.NoError(t, opened.Close())

	s := startServer(t, folder)
	admin := s.must("", http.MethodPost, "/auth/login", object{"email": "admin@example.vn", "password": apptest.Password})["accessToken"].(string)
	join := func(kind, taxCode string) (token, id string) {
		registered := s.must("", http.MethodPost, "/auth/register", object{"email": kind + "@example.vn", "password": apptest.Password,
			"fullName": "Người thử", "organization": object{"kind": kind, "name": "Tổ chức " + kind, "taxCode": taxCode, "areaCode": "01840"}})
		id = registered["organization"].(map[string]any)["id"].(string)
		s.must(admin, http.MethodPost, "/organizations/"+id+"/verify", object{"decision": "approve"})
		return registered["accessToken"].(string), id
	}
	codes := &apptest.App{}
	seller, sellerID := join("cooperative", codes.TaxCode())
	buyer, _ := join("enterprise", codes.TaxCode())
	product := s.must(seller, http.MethodPost, "/products", object{"name": "Gạo", "group": "thuc-pham", "unit": "kg"})["id"].(string)
	capacity := apptest.Year(1_000_000)
	s.must(seller, http.MethodPut, "/products/"+product+"/capacity/2090", object{"unit": "kg", "months": capacity})

	promised := &load{created: map[string]string{}, published: map[string]bool{}, contracts: map[string]bool{}, open: map[string]string{}}
	for round := range 2 {
		var writers sync.WaitGroup
		for i := range 4 {
			writers.Go(func() { promised.write(s, seller, fmt.Sprintf("%c%d", 'a'+i, round)) })
		}
		writers.Go(func() { promised.sign(s, buyer, seller, product) })
		require.Eventually(t, func() bool { return promised.reached(100*(round+1), 5*(round+1)) }, 30*time.Second, time.Millisecond)
		s.kill()
		writers.Wait()
		s = startServer(t, folder)
	}
	require.Empty(t, promised.refused)
	require.NotEmpty(t, promised.contracts)

	promised.checkProducts(t, s, seller, sellerID)
	promised.checkIndex(t, s)
	s.kill()
	promised.checkContracts(t, folder, product)
}

// checkProducts sends again what was not answered, and finds each product once.
func (l *load) checkProducts(t *testing.T, s *server, seller, sellerID string) {
	for name, key := range l.open {
		status, answer := s.call(seller, http.MethodPost, "/products", key, object{"name": name, "group": "thuc-pham", "unit": "kg"})
		require.Equal(t, http.StatusCreated, status)
		l.created[name] = answer["id"].(string)
	}
	stored := map[string]string{}
	for _, state := range []string{"draft", "published"} {
		for cursor := ""; ; {
			page := s.must(seller, http.MethodGet, "/products?limit=100&organizationId="+sellerID+"&status="+state+"&cursor="+cursor, nil)
			for _, item := range page["items"].([]any) {
				name, id := item.(map[string]any)["name"].(string), item.(map[string]any)["id"].(string)
				require.Empty(t, stored[name], "%s stands twice", name)
				stored[name] = id
				if state == "draft" {
					require.False(t, l.published[id], "%s was published", name)
				}
			}
			next, more := page["nextCursor"].(string)
			if !more {
				break
			}
			cursor = next
		}
	}
	for name, id := range l.created {
		require.Equal(t, id, stored[name], name)
	}
}

// checkIndex waits until search finds all that was published.
func (l *load) checkIndex(t *testing.T, s *server) {
	require.Eventually(t, func() bool {
		found := map[string]bool{}
		for offset := 0; offset < 1000; offset += 100 {
			page := s.must("", http.MethodGet, fmt.Sprintf("/search/products?q=mien+dong&limit=100&offset=%d", offset), nil)
			hits := page["hits"].([]any)
			for _, hit := range hits {
				found[hit.(map[string]any)["product"].(map[string]any)["id"].(string)] = true
			}
			if len(hits) == 0 {
				break
			}
		}
		for id := range l.published {
			if !found[id] {
				return false
			}
		}
		return true
	}, 20*time.Second, 20*time.Millisecond)
}

// checkContracts holds histories, figures and capacity against each other.
func (l *load) checkContracts(t *testing.T, folder, product string) {
	opened, err := openFolder(t.Context(), folder)
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	differences, err := opened.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
	signed := int64(0)
	for cursor := ""; ; {
		page, err := opened.Linkage.Contracts(t.Context(), account.System, linkage.ContractFilter{Cursor: cursor, Limit: 100})
		require.NoError(t, err)
		for _, contract := range page.Items {
			history, err := opened.Linkage.History(t.Context(), account.System, contract.ID)
			require.NoError(t, err)
			require.True(t, history.Verified, contract.Number)
			if contract.Status == linkage.Active {
				signed++
			}
			require.True(t, contract.Status == linkage.Active || !l.contracts[contract.ID], contract.Number)
			delete(l.contracts, contract.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Empty(t, l.contracts, "answered and lost")
	year, err := opened.Catalogue.CapacityOf(t.Context(), account.System, product, 2090)
	require.NoError(t, err)
	require.EqualValues(t, signed*1000, year.Months[0].Committed)
}
