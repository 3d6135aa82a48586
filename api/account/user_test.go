package account_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
)

func TestNewUserNamesEveryFieldThatIsWrong(t *testing.T) {
	rows := []struct {
		name   string
		change func(*account.NewUser)
		want   map[string]string
	}{
		{"good", func(n *account.NewUser) {}, nil},
		{"blanks and capitals around the email", func(n *account.NewUser) { n.Email = "  HTX@Demo.LienKet.VN " }, nil},
		{"email with a tag", func(n *account.NewUser) { n.Email = "mai.nong+htx@sub.example.co" }, nil},
		{"email in punycode", func(n *account.NewUser) { n.Email = "mai@xn--htx-9na.vn" }, nil},
		{"no email", func(n *account.NewUser) { n.Email = "" }, map[string]string{"email": "bad_email"}},
		{"no domain", func(n *account.NewUser) { n.Email = "mai@" }, map[string]string{"email": "bad_email"}},
		{"one label", func(n *account.NewUser) { n.Email = "mai@localhost" }, map[string]string{"email": "bad_email"}},
		{"two ats", func(n *account.NewUser) { n.Email = "mai@a@b.vn" }, map[string]string{"email": "bad_email"}},
		{"dots in a row", func(n *account.NewUser) { n.Email = "mai..nong@b.vn" }, map[string]string{"email": "bad_email"}},
		{"display name", func(n *account.NewUser) { n.Email = "Mai <mai@b.vn>" }, map[string]string{"email": "bad_email"}},
		{"header in it", func(n *account.NewUser) { n.Email = "mai@b.vn\r\nBcc: x@y.vn" }, map[string]string{"email": "bad_email"}},
		{"look-alike letter", func(n *account.NewUser) { n.Email = "mаi@b.vn" }, map[string]string{"email": "bad_email"}},
		{"address literal", func(n *account.NewUser) { n.Email = "mai@[10.0.0.1]" }, map[string]string{"email": "bad_email"}},
		{"digits as top level", func(n *account.NewUser) { n.Email = "mai@10.0.0.1" }, map[string]string{"email": "bad_email"}},
		{"local part of 65", func(n *account.NewUser) { n.Email = strings.Repeat("a", 65) + "@b.vn" }, map[string]string{"email": "bad_email"}},
		{"email of 255", func(n *account.NewUser) {
			n.Email = "mai@" + strings.Repeat("abcdefghi.", 25) + "n"
		}, map[string]string{"email": "too_long"}},

		{"password of 10 letters", func(n *account.NewUser) { n.Password = "chèshantuy" }, nil},
		{"password of 10 letters, decomposed", func(n *account.NewUser) { n.Password = "che\u0300shantuy" }, nil},
		{"password of 9", func(n *account.NewUser) { n.Password = "chèshantu" }, map[string]string{"password": "too_short"}},
		{"9 letters, 10 code points decomposed", func(n *account.NewUser) { n.Password = "che\u0300shantu" }, map[string]string{"password": "too_short"}},
		{"password of 128", func(n *account.NewUser) { n.Password = strings.Repeat("miến dong", 14) + "ồư" }, nil},
		{"password of 129", func(n *account.NewUser) { n.Password = strings.Repeat("miến dong", 14) + "ồưa" }, map[string]string{"password": "too_long"}},
		{"password with a blank", func(n *account.NewUser) { n.Password = "bí xanh thơm Ba Bể" }, nil},
		{"password with NUL", func(n *account.NewUser) { n.Password = "bixanhthom\x00ab" }, map[string]string{"password": "bad_characters"}},
		{"password not UTF-8", func(n *account.NewUser) { n.Password = "bixanhthom\xff" }, map[string]string{"password": "bad_characters"}},
		{"password is the email", func(n *account.NewUser) { n.Password = "HTX@demo.lienket.vn" }, map[string]string{"password": "is_name"}},
		{"password is the local part", func(n *account.NewUser) {
			n.Email, n.Password = "chehongtrang@b.vn", "CheHongTrang"
		}, map[string]string{"password": "is_name"}},
		{"password is the name", func(n *account.NewUser) { n.Password = "nông thị mai" }, map[string]string{"password": "is_name"}},
		{"leaked password", func(n *account.NewUser) { n.Password = "MatKhau123" }, map[string]string{"password": "too_obvious"}},
		{"row of keys", func(n *account.NewUser) { n.Password = "qwertyuiop" }, map[string]string{"password": "too_obvious"}},
		{"digits in order", func(n *account.NewUser) { n.Password = "1234567890" }, map[string]string{"password": "too_obvious"}},
		{"digits backwards", func(n *account.NewUser) { n.Password = "9876543210" }, map[string]string{"password": "too_obvious"}},
		{"one letter", func(n *account.NewUser) { n.Password = "aaaaaaaaaaaa" }, map[string]string{"password": "too_obvious"}},
		{"two letters", func(n *account.NewUser) { n.Password = "abaabbbabaab" }, map[string]string{"password": "too_obvious"}},
		{"one word twice", func(n *account.NewUser) { n.Password = "Chela" + "chela" }, map[string]string{"password": "too_obvious"}},

		{"no name", func(n *account.NewUser) { n.FullName = " \t " }, map[string]string{"fullName": "bad_name"}},
		{"name of 120", func(n *account.NewUser) { n.FullName = strings.Repeat("ễ", 120) }, nil},
		{"name of 121", func(n *account.NewUser) { n.FullName = strings.Repeat("ễ", 121) }, map[string]string{"fullName": "bad_name"}},
		{"name turns the line round", func(n *account.NewUser) { n.FullName = "Mai\u202Egnon" }, map[string]string{"fullName": "bad_name"}},
		{"name not UTF-8", func(n *account.NewUser) { n.FullName = "Mai\xff" }, map[string]string{"fullName": "bad_name"}},

		{"no phone", func(n *account.NewUser) { n.Phone = "" }, nil},
		{"phone from abroad", func(n *account.NewUser) { n.Phone = "+84 912 345 678" }, nil},
		{"landline", func(n *account.NewUser) { n.Phone = "0209 3870.123" }, nil},
		{"phone too short", func(n *account.NewUser) { n.Phone = "091234567" }, map[string]string{"phone": "bad_phone"}},
		{"phone too long", func(n *account.NewUser) { n.Phone = "09123456789" }, map[string]string{"phone": "bad_phone"}},
		{"phone of elsewhere", func(n *account.NewUser) { n.Phone = "+66912345678" }, map[string]string{"phone": "bad_phone"}},
		{"phone in other digits", func(n *account.NewUser) { n.Phone = "٠٩١٢٣٤٥٦٧٨" }, map[string]string{"phone": "bad_phone"}},

		{"officer without an area", func(n *account.NewUser) { n.Role = account.Officer }, map[string]string{"areaCode": "bad_area"}},
		{"officer", func(n *account.NewUser) { n.Role, n.AreaCode = account.Officer, "19" }, nil},
		{"member with an area", func(n *account.NewUser) { n.AreaCode = "19" }, map[string]string{"areaCode": "bad_area"}},
		{"admin", func(n *account.NewUser) { n.Role = account.Admin }, nil},
		{"a role of actors only", func(n *account.NewUser) { n.Role = account.Enterprise }, map[string]string{"role": "unknown_role"}},
		{"everything", func(n *account.NewUser) {
			*n = account.NewUser{Email: "x", Password: "x", FullName: "", Phone: "x", Role: "x", AreaCode: "x"}
		}, map[string]string{
			"email": "bad_email", "password": "too_short", "fullName": "bad_name",
			"phone": "bad_phone", "role": "unknown_role", "areaCode": "bad_area",
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			n := person()
			row.change(&n)
			if row.want == nil {
				row.want = map[string]string{}
			}
			require.Equal(t, row.want, fields(t, n.Validate()))
		})
	}
}

func TestAnAccountIsStoredFolded(t *testing.T) {
	f := open(t)
	n := person()
	n.Email, n.FullName, n.Phone = " HTX@Demo.LienKet.vn", "  No\u0302ng   Thi\u0323 Mai ", "+84 91.234-5678"
	created, err := f.CreateUser(t.Context(), n)
	require.NoError(t, err)

	user, err := f.User(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, email, user.Email)
	require.Equal(t, "Nông Thị Mai", user.FullName)
	require.Equal(t, "0912345678", user.Phone)
	require.Equal(t, account.Member, user.Role)
	require.NotContains(t, user.PasswordHash, password)

	same, err := f.UserByEmail(t.Context(), "htx@DEMO.lienket.vn ")
	require.NoError(t, err)
	require.Equal(t, user, same)
	_, err = f.UserByEmail(t.Context(), "nobody@demo.lienket.vn")
	requireCode(t, fault.NotFound, err)
	_, err = f.User(t.Context(), "nobody")
	requireCode(t, fault.NotFound, err)
}

func TestAnEmailHasOneAccountUnderConcurrency(t *testing.T) {
	f := open(t)
	codes := together(8, func(i int) error {
		n := person()
		if i%2 == 0 {
			n.Email = strings.ToUpper(n.Email)
		}
		_, err := f.CreateUser(t.Context(), n)
		return err
	})
	require.Equal(t, map[fault.Code]int{"": 1, fault.Conflict: 7}, codes)
	_, err := f.CreateUser(t.Context(), person())
	var e *fault.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "email", e.Fields[0].Path)
}

func TestCreateIsUndoneWithItsTx(t *testing.T) {
	f := open(t)
	prepared, err := f.Prepare(t.Context(), person())
	require.NoError(t, err)
	require.Equal(t, email, prepared.Email())

	failed := errors.New("the organisation was refused")
	register := func(fails error) error {
		return f.db.Tx(t.Context(), func(ctx context.Context) error {
			user, err := f.Create(ctx, prepared)
			if err != nil {
				return err
			}
			user, err = f.AddMembership(ctx, user.ID, account.Membership{OrganizationID: "htx-1", Kind: account.KindUnion, Position: account.Director})
			if err != nil {
				return err
			}
			if _, err := f.IssueFor(ctx, user, home); err != nil {
				return err
			}
			return fails
		})
	}
	require.ErrorIs(t, register(failed), failed)
	_, err = f.UserByEmail(t.Context(), email)
	requireCode(t, fault.NotFound, err)

	require.NoError(t, register(nil))
	user, err := f.UserByEmail(t.Context(), email)
	require.NoError(t, err)
	require.Len(t, user.Memberships, 1)

	_, err = f.Create(t.Context(), account.Prepared{})
	require.Error(t, err)
}

func TestActorsComeFromRoleAndMembership(t *testing.T) {
	htx := account.Membership{OrganizationID: "htx-1", Kind: account.KindCooperative, Position: account.Director}
	union := account.Membership{OrganizationID: "lh-1", Kind: account.KindUnion, Position: account.Staff}
	group := account.Membership{OrganizationID: "tht-1", Kind: account.KindGroup, Position: account.Staff}
	firm := account.Membership{OrganizationID: "dn-1", Kind: account.KindEnterprise, Position: account.Director}
	rows := []struct {
		name         string
		user         account.User
		organization string
		want         account.Actor
		code         fault.Code
	}{
		{"nowhere", account.User{Role: account.Member}, "", account.Actor{Role: account.Visitor}, ""},
		{"nowhere, asking", account.User{Role: account.Member}, "htx-1", account.Actor{}, fault.Forbidden},
		{"cooperative", account.User{Role: account.Member, Memberships: []account.Membership{htx, firm}}, "",
			account.Actor{Role: account.Cooperative, OrganizationID: "htx-1"}, ""},
		{"union", account.User{Role: account.Member, Memberships: []account.Membership{union}}, "",
			account.Actor{Role: account.Cooperative, OrganizationID: "lh-1"}, ""},
		{"group", account.User{Role: account.Member, Memberships: []account.Membership{group}}, "",
			account.Actor{Role: account.Cooperative, OrganizationID: "tht-1"}, ""},
		{"the second", account.User{Role: account.Member, Memberships: []account.Membership{htx, firm}}, "dn-1",
			account.Actor{Role: account.Enterprise, OrganizationID: "dn-1"}, ""},
		{"another's", account.User{Role: account.Member, Memberships: []account.Membership{htx}}, "dn-1", account.Actor{}, fault.Forbidden},
		{"officer", account.User{Role: account.Officer, AreaCode: "19"}, "", account.Actor{Role: account.Officer, AreaCode: "19"}, ""},
		{"officer for an organisation", account.User{Role: account.Officer, AreaCode: "19"}, "htx-1", account.Actor{}, fault.Forbidden},
		{"admin", account.User{Role: account.Admin}, "", account.Actor{Role: account.Admin}, ""},
		{"unknown role", account.User{Role: "root"}, "", account.Actor{Role: account.Visitor}, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			row.user.ID, row.user.FullName = "u", "Mai"
			if row.code == "" {
				row.want.UserID, row.want.FullName = "u", "Mai"
			}
			actor, err := row.user.Actor(row.organization)
			requireCode(t, row.code, err)
			require.Equal(t, row.want, actor)
		})
	}
}

func TestMembershipsAreAddedOnce(t *testing.T) {
	f := open(t)
	user := f.member(t)
	staff := account.Membership{OrganizationID: "htx-1", Kind: account.KindCooperative, Position: account.Staff}
	user, err := f.AddMembership(t.Context(), user.ID, staff)
	require.NoError(t, err)
	require.Equal(t, []account.Membership{staff}, user.Memberships)

	_, err = f.AddMembership(t.Context(), user.ID, account.Membership{Kind: "sect", Position: "king"})
	require.Equal(t, map[string]string{"organizationId": "missing", "kind": "unknown_kind", "role": "unknown_role"}, fields(t, err))
	_, err = f.AddMembership(t.Context(), "nobody", staff)
	requireCode(t, fault.NotFound, err)

	for i := range 19 {
		staff.OrganizationID = "more-" + strings.Repeat("x", i)
		_, err = f.AddMembership(t.Context(), user.ID, staff)
		require.NoError(t, err)
	}
	_, err = f.AddMembership(t.Context(), user.ID, account.Membership{OrganizationID: "last", Kind: account.KindGroup, Position: account.Staff})
	requireCode(t, fault.StateForbids, err)

	officer, err := f.CreateUser(t.Context(), account.NewUser{
		Email: "canbo@demo.lienket.vn", Password: password, FullName: "Cán bộ", Role: account.Officer, AreaCode: "19",
	})
	require.NoError(t, err)
	_, err = f.AddMembership(t.Context(), officer.ID, account.Membership{OrganizationID: "htx-1", Kind: account.KindGroup, Position: account.Staff})
	requireCode(t, fault.StateForbids, err)
}

func TestOnlyAnAdminListsAndDisables(t *testing.T) {
	f := open(t)
	user := f.member(t)
	rows := []struct {
		actor account.Actor
		code  fault.Code
	}{
		{account.Actor{}, fault.Unauthenticated},
		{account.Actor{UserID: user.ID, Role: account.Cooperative}, fault.Forbidden},
		{account.Actor{UserID: "o", Role: account.Officer, AreaCode: "19"}, fault.Forbidden},
		{account.Actor{UserID: "a", Role: account.Admin}, ""},
		{account.System, ""},
	}
	for _, row := range rows {
		page, err := f.ListUsers(t.Context(), row.actor, "", 10)
		requireCode(t, row.code, err)
		require.Len(t, page.Items, map[bool]int{true: 1}[err == nil])
		requireCode(t, row.code, f.SetDisabled(t.Context(), row.actor, user.ID, true))
	}
	requireCode(t, fault.NotFound, f.SetDisabled(t.Context(), account.System, "nobody", true))
}
