package notice_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/notice"
)

var told = notice.Message{Kind: "test", Text: fault.T("Có việc mới", "Something new"), Link: "/hop-dong", Key: "việc-1"}

// box is what a client is shown of their notices.
func box(t *testing.T, c *apptest.Client, query string) (items []struct {
	ID, Kind, Text, Link string
	Read                 bool
}) {
	t.Helper()
	var list struct {
		Items []struct {
			ID, Kind, Text, Link string
			Read                 bool
		}
	}
	c.Get("/notices" + query).Want(http.StatusOK).JSON(&list)
	return slices.DeleteFunc(list.Items, func(item struct {
		ID, Kind, Text, Link string
		Read                 bool
	}) bool {
		return item.Kind == "organization-approve" // what apptest.Verified brings
	})
}

func unread(c *apptest.Client) float64 {
	c.T.Helper()
	return c.Get("/notices/count").Want(http.StatusOK).Fields()["unread"].(float64)
}

func TestWhoIsTold(t *testing.T) {
	a := apptest.New(t)
	director, other := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "HTX Khác", "01849")
	colleague := a.Register("cooperative", "HTX Thứ hai", "01840")
	_, err := a.Accounts.AddMembership(t.Context(), colleague.UserID, account.Membership{
		OrganizationID: director.OrganizationID, Kind: account.KindCooperative, Position: account.Staff})
	require.NoError(t, err)
	commune, province, distant, admin := a.Staff("01840"), a.Staff("19"), a.Staff("01"), a.Staff("")
	all := map[string]*apptest.Client{"director": director, "colleague": colleague, "other": other,
		"commune": commune, "province": province, "distant": distant, "admin": admin}

	for _, test := range []struct {
		name string
		to   notice.To
		want []string
	}{
		{"a user", notice.User(other.UserID), []string{"other"}},
		{"the members of an organisation", notice.Members(director.OrganizationID), []string{"director", "colleague"}},
		{"the officers of an area", notice.Officers(a.Registry.Areas().Path("01840")), []string{"commune", "province"}},
		{"the officers of another", notice.Officers(a.Registry.Areas().Path("01849")), []string{"province"}},
		{"nobody", notice.To{}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			message := told
			message.Key = test.name
			before := map[string]float64{}
			for name, client := range all {
				before[name] = unread(client)
			}
			for range 2 { // the same key tells once
				require.NoError(t, a.Notices.Send(t.Context(), test.to, message))
			}
			var got []string
			for name, client := range all {
				switch unread(client) - before[name] {
				case 0:
				case 1:
					got = append(got, name)
				default:
					t.Errorf("%s was told more than once", name)
				}
			}
			require.ElementsMatch(t, test.want, got)
		})
	}

	t.Run("a disabled account", func(t *testing.T) {
		require.NoError(t, a.Accounts.SetDisabled(t.Context(), account.System, colleague.UserID, true))
		message := told
		message.Key = "sau khi khóa"
		require.NoError(t, a.Notices.Send(t.Context(), notice.Members(director.OrganizationID), message))
		require.NoError(t, a.Accounts.SetDisabled(t.Context(), account.System, colleague.UserID, false))
		kept, err := a.Notices.Unread(t.Context(), account.Actor{UserID: colleague.UserID})
		require.NoError(t, err)
		require.EqualValues(t, 1, kept)
	})
}

func TestANoticeIsReadByItsOwner(t *testing.T) {
	a := apptest.New(t)
	mine, other := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "HTX Khác", "01849")
	a.Clock.Add(time.Second)
	for _, key := range []string{"1", "2", "3"} {
		message := told
		message.Key = key
		require.NoError(t, a.Notices.Send(t.Context(), notice.User(mine.UserID), message))
	}
	items := box(t, mine, "")
	require.Len(t, items, 3)
	require.Equal(t, "Có việc mới", items[0].Text)
	require.Equal(t, "/hop-dong", items[0].Link)
	english := mine.Do(http.MethodGet, "/notices", nil, apptest.Header{Name: "Accept-Language", Value: "en"}).Want(http.StatusOK)
	require.Equal(t, "Something new", english.Fields()["items"].([]any)[0].(map[string]any)["text"])

	other.Post("/notices/"+items[0].ID+"/read", nil).Problem(http.StatusNotFound, "not_found")
	require.EqualValues(t, 3, unread(mine))
	for range 2 {
		mine.Post("/notices/"+items[0].ID+"/read", nil).Want(http.StatusOK)
	}
	require.EqualValues(t, 2, unread(mine))
	require.Len(t, box(t, mine, "?unread=true"), 2)
	mine.Post("/notices/read-all", nil).Want(http.StatusOK)
	require.Zero(t, unread(mine))
	require.Len(t, box(t, mine, ""), 3)
}

func TestSendIsPartOfItsTransaction(t *testing.T) {
	a := apptest.New(t)
	mine := a.Verified("cooperative", "HTX Nà Chom", "01840")
	failed := errors.New("failed")
	err := a.DB.Tx(t.Context(), func(ctx context.Context) error {
		if err := a.Notices.Send(ctx, notice.User(mine.UserID), told); err != nil {
			return err
		}
		return failed
	})
	require.ErrorIs(t, err, failed)
	require.Zero(t, unread(mine))
}

func TestAMessageNeedsItsParts(t *testing.T) {
	a := apptest.New(t)
	mine := a.Verified("cooperative", "HTX Nà Chom", "01840")
	for _, message := range []notice.Message{
		{Text: told.Text}, {Kind: "test"}, {Kind: "test", Text: told.Text, Link: "https://example.vn"},
	} {
		require.Error(t, a.Notices.Send(t.Context(), notice.User(mine.UserID), message))
	}
	require.Zero(t, unread(mine))
}
