package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"lienket/api/account"
	"lienket/api/app/apptest"
)

// BenchmarkPages measures the officer's pages over 20,000 organisations, one request
// after another over TCP; p50-ms is the target's figure.
func BenchmarkPages(b *testing.B) {
	a := apptest.New(b)
	fillRegistry(b, a, 20_000)
	officer, err := a.Accounts.CreateUser(b.Context(), account.NewUser{
		Email: "so-bo@example.vn", Password: apptest.Password, FullName: "Cán bộ Sổ bộ", Role: account.Officer, AreaCode: "19"})
	require.NoError(b, err)
	session, _, err := a.Accounts.StartPage(b.Context(), officer, account.Origin{})
	require.NoError(b, err)
	for _, path := range []string{
		"/can-bo/so-bo", "/can-bo/so-bo?area=06@old&rating=kha&col=address&col=capital", "/can-bo/so-bo?q=nong+nghiep&sort=name",
		"/htx", "/htx?kind=all&area=058@old&lineOfBusiness=nong-nghiep", "/can-bo/xac-minh",
	} {
		b.Run(path, func(b *testing.B) {
			request := fasthttp.AcquireRequest()
			request.SetRequestURI(a.URL + path)
			request.Header.SetCookie("lk_session", session)
			measureHTTP(b, request)
		})
	}
}
