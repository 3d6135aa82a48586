package app

import (
	"context"
	"fmt"
	"io"

	"lienket/api/account"
	"lienket/api/config"
	"lienket/api/fault"
)

// ManageUsers carries out the "user" commands, as the operator of the machine.
// password reads one from standard input.
func (a *App) ManageUsers(ctx context.Context, cfg config.Config, password func() (string, error), out io.Writer) error {
	switch cfg.Command {
	case "user create":
		return a.createUser(ctx, cfg, password, out)
	case "user password":
		return a.setPassword(ctx, cfg.User.Password.Email, password)
	case "user disable":
		return a.setDisabled(ctx, cfg.User.Disable.Email, true)
	case "user enable":
		return a.setDisabled(ctx, cfg.User.Enable.Email, false)
	case "user list":
		return a.listUsers(ctx, out)
	}
	return fmt.Errorf("unknown command %q", cfg.Command)
}

func (a *App) createUser(ctx context.Context, cfg config.Config, password func() (string, error), out io.Writer) error {
	create := cfg.User.Create
	if create.Role == "officer" {
		var check fault.Check
		a.Registry.Areas().Check(&check, "area", create.Area)
		if err := check.Err(); err != nil {
			return err
		}
	}
	secret, err := password()
	if err != nil {
		return err
	}
	user, err := a.Accounts.CreateUser(ctx, account.NewUser{
		Email: create.Email, FullName: create.Name, Password: secret, Role: account.Role(create.Role), AreaCode: create.Area})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, user.ID)
	return nil
}

func (a *App) setPassword(ctx context.Context, email string, password func() (string, error)) error {
	user, err := a.Accounts.UserByEmail(ctx, email)
	if err != nil {
		return err
	}
	secret, err := password()
	if err != nil {
		return err
	}
	return a.Accounts.ResetPassword(ctx, account.System, user.ID, secret)
}

func (a *App) setDisabled(ctx context.Context, email string, disabled bool) error {
	user, err := a.Accounts.UserByEmail(ctx, email)
	if err != nil {
		return err
	}
	return a.Accounts.SetDisabled(ctx, account.System, user.ID, disabled)
}

func (a *App) listUsers(ctx context.Context, out io.Writer) error {
	cursor := ""
	for {
		page, err := a.Accounts.ListUsers(ctx, account.System, cursor, 100)
		if err != nil {
			return err
		}
		for _, user := range page.Items {
			state := ""
			if user.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", user.Email, user.FullName, user.Role, user.AreaCode, state)
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}
