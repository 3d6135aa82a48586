package rest

import (
	"context"

	"lienket/api/account"
)

// Tokens is what signing in gives.
type Tokens struct {
	AccessToken  string `json:"accessToken" doc:"For the Authorization header: Bearer ..."`
	RefreshToken string `json:"refreshToken" doc:"Good once, at auth/refresh"`
	TokenType    string `json:"tokenType" enum:"Bearer"`
	ExpiresIn    int    `json:"expiresIn" doc:"Seconds that accessToken is good for"`
}

func tokens(t *account.Tokens) Tokens {
	return Tokens{AccessToken: t.AccessToken, RefreshToken: t.RefreshToken, TokenType: t.TokenType, ExpiresIn: t.ExpiresIn}
}

type loginInput struct {
	Body struct {
		Email    string `json:"email" minLength:"1" maxLength:"254" format:"email"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
	}
}

type refreshInput struct {
	Body struct {
		RefreshToken string `json:"refreshToken" minLength:"1" maxLength:"512"`
	}
}

type switchInput struct {
	Body struct {
		OrganizationID string `json:"organizationId" minLength:"1" maxLength:"64"`
	}
}

type logoutInput struct {
	Body *struct {
		RefreshToken string `json:"refreshToken,omitempty" maxLength:"512" doc:"Ends its session when there is no access token any more"`
	}
}

func (s *Server) auth(accounts *account.Service) {
	at := s.resource("auth", "Signing in and out")

	post(at, "/auth/login", "Sign in", func(ctx context.Context, in *loginInput) (*Reply[Tokens], error) {
		issued, _, err := accounts.Login(ctx, in.Body.Email, in.Body.Password, origin(ctx))
		if err != nil {
			return nil, err
		}
		return reply(tokens(issued)), nil
	}, open, withOrigin)

	post(at, "/auth/refresh", "Change the refresh token for new tokens", func(ctx context.Context, in *refreshInput) (*Reply[Tokens], error) {
		issued, err := accounts.Refresh(ctx, in.Body.RefreshToken, origin(ctx))
		if err != nil {
			return nil, err
		}
		return reply(tokens(issued)), nil
	}, open, withOrigin)

	post(at, "/auth/switch", "Act for another organisation of yours; the session remembers it", func(ctx context.Context, in *switchInput) (*Reply[Tokens], error) {
		issued, err := accounts.Switch(ctx, actor(ctx), in.Body.OrganizationID, origin(ctx))
		if err != nil {
			return nil, err
		}
		return reply(tokens(issued)), nil
	}, withOrigin)

	do(at, "/auth/logout", "End the session", func(ctx context.Context, in *logoutInput) error {
		if in.Body != nil && in.Body.RefreshToken != "" {
			return accounts.LogoutToken(ctx, in.Body.RefreshToken)
		}
		return accounts.Logout(ctx, actor(ctx))
	}, open)
}
