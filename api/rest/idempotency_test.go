package rest_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/rest"
)

const body = `{"name":"Miến dong","amount":12.5}`

func TestTheSameKeyActsOnce(t *testing.T) {
	s := start(t, nil)
	first := s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...)
	again := s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...)
	require.Equal(t, http.StatusCreated, first.StatusCode)
	require.Equal(t, http.StatusCreated, again.StatusCode)
	require.Equal(t, first.body, again.body)
	require.Equal(t, first.Header.Get("ETag"), again.Header.Get("ETag"))
	require.Equal(t, first.Header.Get("Location"), again.Header.Get("Location"))
	require.Equal(t, first.Header.Get("Content-Type"), again.Header.Get("Content-Type"))
	require.Empty(t, first.Header.Get("Idempotency-Replayed"))
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	require.EqualValues(t, 1, s.things.Made.Load())
	require.EqualValues(t, 1, s.things.Checked.Load())

	require.Equal(t, 204, s.do(t, "POST", "/api/v1/things/x/touch", "", with("Idempotency-Key", "k2")...).StatusCode)
	again = s.do(t, "POST", "/api/v1/things/x/touch", "", with("Idempotency-Key", "k2")...)
	require.Equal(t, 204, again.StatusCode)
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
}

func TestAKeyStandsForOneRequestOfOneActor(t *testing.T) {
	s := start(t, nil)
	s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...)
	p := refused(t, s.do(t, "POST", "/api/v1/things", `{"name":"other","amount":1}`, with("Idempotency-Key", "k1")...), 409, "conflict")
	require.Equal(t, "Idempotency-Key", p.Errors[0].Field)
	refused(t, s.do(t, "POST", "/api/v1/things/x/touch", body, with("Idempotency-Key", "k1")...), 409, "conflict")
	require.Equal(t, 201, s.do(t, "POST", "/api/v1/things", body, "Authorization", "Bearer binh", "Idempotency-Key", "k1").StatusCode)
	require.EqualValues(t, 2, s.things.Made.Load())
}

func TestAFailureStoresNothing(t *testing.T) {
	s := start(t, nil)
	var down error = fault.New(fault.StateForbids, fault.T("Chưa được.", "Not yet."))
	s.things.Fail.Store(&down)
	refused(t, s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...), 409, "state_forbids")
	down = errors.New("accident")
	s.things.Fail.Store(&down)
	refused(t, s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...), 500, "internal")
	var list struct{ Items []thing }
	s.do(t, "GET", "/api/v1/things", "").into(t, &list)
	require.Empty(t, list.Items, "the work of a failed request was kept")

	s.things.Fail.Store(nil)
	a := s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...)
	require.Equal(t, 201, a.StatusCode)
	require.Empty(t, a.Header.Get("Idempotency-Replayed"))
}

func TestTheSameKeyAtOnceActsOnce(t *testing.T) {
	s := start(t, nil)
	answers := make([]answer, 16)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() { answers[i] = s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...) })
	}
	group.Wait()
	replayed := 0
	for _, a := range answers {
		require.Equal(t, 201, a.StatusCode, a.body)
		require.Equal(t, answers[0].body, a.body)
		if a.Header.Get("Idempotency-Replayed") == "true" {
			replayed++
		}
	}
	require.Equal(t, len(answers)-1, replayed)
	require.EqualValues(t, 1, s.things.Made.Load())
}

func TestAKeyIsForgottenAfterADay(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	s := start(t, func(o *rest.Options) { o.Clock = func() time.Time { return now } })
	s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...)
	now = now.Add(23 * time.Hour)
	require.NoError(t, s.PurgeReplays(t.Context()))
	require.Equal(t, "true", s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...).Header.Get("Idempotency-Replayed"))
	now = now.Add(2 * time.Hour)
	require.Empty(t, s.do(t, "POST", "/api/v1/things", body, with("Idempotency-Key", "k1")...).Header.Get("Idempotency-Replayed"))
	require.EqualValues(t, 2, s.things.Made.Load())
	now = now.Add(25 * time.Hour)
	require.NoError(t, s.PurgeReplays(t.Context()))
}
