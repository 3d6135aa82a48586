package registry_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

func TestAnInvitationIsGoodOnceAndADirectorRemains(t *testing.T) {
	a := apptest.New(t)
	director, second := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Register("enterprise", "Công ty Hai", "01840")
	home := "/organizations/" + director.OrganizationID
	invite := func(body object) string {
		return director.Post(home+"/invites", body).Want(http.StatusCreated).Fields()["token"].(string)
	}
	token := invite(object{"role": "staff"})
	require.NotContains(t, string(director.Get(home+"/invites").Want(http.StatusOK).Body), token)
	require.Equal(t, "HTX Nà Chom", a.Visitor().Get("/invites/" + token).Want(http.StatusOK).Fields()["organizationName"])

	// Another's email, then the right way, then a second time.
	second.Post("/invites/"+invite(object{"role": "staff", "email": "khac@example.vn"})+"/accept", nil).Problem(http.StatusForbidden, "forbidden")
	second.Post("/invites/"+token+"/accept", nil).Want(http.StatusOK)
	second.Post("/invites/"+token+"/accept", nil).Problem(http.StatusNotFound, "not_found")
	second.Post("/invites/"+invite(object{"role": "director"})+"/accept", nil).Problem(http.StatusConflict, "conflict")

	// A new account comes in signed in; an old invitation doesn't let in.
	person := object{"email": "moi@example.vn", "password": apptest.Password, "fullName": "Người mới"}
	accepted := a.Visitor().Post("/invites/"+invite(object{"role": "staff"})+"/accept", person).Want(http.StatusOK)
	require.NotEmpty(t, accepted.Fields()["accessToken"])
	late := invite(object{"role": "staff"})

	// The second acts for the cooperative once switched, and is staff there.
	second.Patch(home, object{"about": "x"}).Want(http.StatusForbidden)
	second.Token = second.Post("/auth/switch", object{"organizationId": director.OrganizationID}).Want(http.StatusOK).Fields()["accessToken"].(string)
	second.Patch(home, object{"about": "x"}).Want(http.StatusOK)
	second.Post(home+"/invites", object{"role": "staff"}).Problem(http.StatusForbidden, "forbidden")
	second.Do(http.MethodDelete, home+"/members/"+director.UserID, nil).Problem(http.StatusForbidden, "forbidden")

	// The last director stays until the hand-over.
	director.Do(http.MethodDelete, home+"/members/"+director.UserID, nil).Problem(http.StatusConflict, "state_forbids")
	director.Patch(home+"/members/"+director.UserID, object{"role": "staff"}).Problem(http.StatusConflict, "state_forbids")
	director.Post(home+"/hand-over", object{"userId": second.UserID}).Want(http.StatusNoContent)
	director.Post(home+"/invites", object{"role": "staff"}).Problem(http.StatusForbidden, "forbidden")
	second.Do(http.MethodDelete, home+"/members/"+director.UserID, nil).Want(http.StatusNoContent)
	director.Get(home+"/members").Problem(http.StatusForbidden, "forbidden")

	a.Clock.Add(registry.InviteLife + time.Second)
	a.Visitor().Get("/invites/"+late).Problem(http.StatusNotFound, "not_found")
}
