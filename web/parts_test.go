package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/registry"
)

func TestAConsentThatIsSentTwiceIsRecordedOnce(t *testing.T) {
	s := newStage(t)
	own := s.browser().signIn("htx@test.vn")
	for range 2 {
		require.Equal(t, http.StatusSeeOther, own.submit("/tai-khoan/nhap-ho", "/tai-khoan/nhap-ho", url.Values{"scope.all": {"on"}}).StatusCode)
	}
	held, err := s.Registry.ConsentsInForce(t.Context(), s.actor(s.director), s.htx.ID)
	require.NoError(t, err)
	require.Len(t, held, 1)
}

func TestAConsentInForceCanBeRevokedHoweverManyCameAfterIt(t *testing.T) {
	s := newStage(t)
	director := s.actor(s.director)
	first, err := s.Registry.RecordConsent(t.Context(), director, s.htx.ID, registry.NewConsent{Note: "Lời đầu"})
	require.NoError(t, err)
	for i := range 60 {
		later, err := s.Registry.RecordConsent(t.Context(), director, s.htx.ID, registry.NewConsent{Note: fmt.Sprint("Lời sau ", i)})
		require.NoError(t, err)
		_, err = s.Registry.RevokeConsent(t.Context(), director, s.htx.ID, later.ID)
		require.NoError(t, err)
	}
	own := s.browser().signIn("htx@test.vn")
	require.True(t, strings.Contains(own.get("/tai-khoan/nhap-ho").body, first.ID), "it is offered")
	require.Equal(t, http.StatusSeeOther, own.submit("/tai-khoan/nhap-ho", "/tai-khoan/nhap-ho/rut-lai", url.Values{"consent": {first.ID}}).StatusCode)
	held, err := s.Registry.ConsentsInForce(t.Context(), director, s.htx.ID)
	require.NoError(t, err)
	require.Empty(t, held)
}
